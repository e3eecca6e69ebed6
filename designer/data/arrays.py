"""Arrays in NPY and HDF5 files, of any size: what is too large for the memory stays in the file and is streamed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.data.array_pairs import pairs_among, refuse
from designer.data.dataset import Dataset, Fact
from designer.data.errors import DataError
from designer.data.offered import Offer, remember_offers
from designer.data.progress import Report
from designer.data.recipe import Reference, Step
from designer.data.splitting import Parts, at_random, in_blocks, in_time
from designer.data.steps import Arrays, Split
from designer.data.stored import StoredRows, rows_of_file
from designer.data.streamed import Part, check_finite, dataset_of_parts
from nn_core.saving.hdf5_matrix import HDF5Matrix, arrays_in, headers_in, holds_model
from nn_core.utils.npy_header import read_npy_header

NPY_ENDINGS, HDF5_ENDINGS = (".npy",), (".h5", ".hdf5")
STEPS: tuple[type[Step], ...] = (Split,)
HDF5_STEPS: tuple[type[Step], ...] = (Arrays, Split)
MOST_BYTES = 256 << 20  # of float32 in memory
_PARTNERS = (("x", "y"), ("X", "y"), ("data", "labels"), ("images", "labels"), ("features", "targets"))


def load_arrays(path: Path, reference: Reference, report: Report) -> Dataset:
    """Read arrays x and y: two datasets of an HDF5 file, or two NPY files such as x.npy and y.npy."""
    report(f"Reading {path.name}", 0, None)
    facts: tuple[Fact, ...] = ()
    if path.suffix.lower() in HDF5_ENDINGS:
        (x_name, y_name), x, y = hdf5_pair(path, reference.step(Arrays))
        facts = (Fact("Arrays", Arrays(samples=x_name, targets=y_name).sentence()),)
    else:
        x, y = _npy_pair(path)
    if x.ndim < 2 or 0 in x.shape or len(x) != len(y) or y.ndim < 1:
        raise DataError(
            f"{path.name}: x has the shape {x.shape} and y {y.shape}. Expected are samples along the first axis, with "
            "values along the others, and one target for each."
        )
    if len(x) < 5:
        raise DataError(f"{path.name} has only {len(x)} samples; at least 5 are needed.")
    return _dataset(path, x, y, reference.step(Split), facts)


def holds_samples(path: Path) -> bool:
    """Say whether an HDF5 file holds arrays of numbers rather than a model."""
    try:
        return not holds_model(path) and bool(arrays_in(path))
    except (OSError, ValueError):
        return False


def read_npy(path: Path) -> StoredRows:
    """Return the array in an NPY file, without loading it."""
    try:
        with path.open("rb") as file:
            shape, is_fortran, dtype = read_npy_header(file)
            offset, size = file.tell(), path.stat().st_size
    except OSError as error:
        raise DataError(f"The file {path} cannot be opened: {error.strerror or error}.") from None
    except ValueError as error:
        raise DataError(f"{path.name} is not a sound .npy file ({str(error).splitlines()[0].rstrip('.')}).") from None
    if dtype.kind not in "biuf":
        raise DataError(f"{path.name} holds values of type {dtype}; expected are numbers.")
    if is_fortran and len(shape) > 1:
        raise DataError(
            f"{path.name} is stored column by column; save it with numpy.save(file, numpy.ascontiguousarray(x))."
        )
    if offset + int(np.prod(shape, dtype=np.int64)) * dtype.itemsize > size:
        raise DataError(f"{path.name} is shorter than its header says; it is damaged, or not written to its end.")
    return rows_of_file(path, offset, shape, dtype)


def _npy_pair(path: Path) -> tuple[StoredRows, StoredRows]:
    x, y = pair_of(path)
    return read_npy(x), read_npy(y)


def pair_of(path: Path) -> tuple[Path, Path]:
    """Return the files with samples and targets, given one of them."""
    for x_name, y_name in _PARTNERS:
        for mine, other in ((x_name, y_name), (y_name, x_name)):
            if mine in path.stem and (partner := path.with_stem(path.stem.replace(mine, other))).is_file():
                return (path, partner) if mine == x_name else (partner, path)
    raise DataError(
        f"{path.name} holds one array; its targets are expected beside it in a file of nearly the same name: x.npy and "
        "y.npy, or mine_x.npy and mine_y.npy."
    )


def hdf5_pair(path: Path, wanted: Arrays) -> tuple[tuple[str, str], StoredRows, StoredRows]:
    """Return the paths of samples and targets in an HDF5 file, and the two."""
    try:
        headers = headers_in(path)
    except (ValueError, OSError) as error:
        raise DataError(f"{str(error).rstrip('.')}.") from None
    shapes = {name: shape for name, (shape, _) in headers.items()}
    offers = tuple(Offer(name, f"{shape} {dtype}") for name, (shape, dtype) in headers.items())
    able = tuple(offer for offer in offers if len(shapes[offer.value]) > 1)
    remember_offers(str(path), Arrays, {"samples": able, "targets": offers})
    pairs = pairs_among(shapes, wanted.samples, wanted.targets)
    if len(pairs) != 1:
        refuse(path.name, shapes, pairs, wanted)
    x_name, y_name = pairs[0]
    return (x_name, y_name), _stored(path, x_name), _stored(path, y_name)


def _stored(path: Path, name: str) -> StoredRows:
    matrix: Any = HDF5Matrix(path, name)
    if not hasattr(matrix.data, "shape") or matrix.data.dtype.kind not in "biuf":
        raise DataError(f"{path.name}: {name} is no array of numbers.")

    def read(start: int, stop: int) -> NDArray:
        try:
            return np.asarray(matrix[start:stop])
        except OSError as error:
            raise DataError(f"The file {path} can no longer be read ({error}).") from None

    return StoredRows(read, tuple(matrix.data.shape), matrix.data.dtype)


def _dataset(path: Path, x: StoredRows, y: StoredRows, split: Split, facts: tuple[Fact, ...]) -> Dataset:
    targets = y[:]
    check_finite(targets, f"{path.name}: y")
    parts = _parts(path, targets, split)
    is_large = int(np.prod(x.shape, dtype=np.int64)) * 4 > MOST_BYTES
    if is_large:  # what is read nearly in the order of the file is read fast; the training shuffles it piece by piece
        rows = in_blocks(parts.training, split.seed) if split.method != "time" else parts.training
        parts = Parts(rows, np.sort(parts.validation), np.sort(parts.test), parts.text)
    found = {"training": parts.training, "test": parts.test, "validation": parts.validation}
    found = {name: Part(x, targets, rows) for name, rows in found.items() if len(rows)}
    return dataset_of_parts(path.stem, path.name, found, is_large, (*facts, Fact("Split", split.sentence())))


def _parts(path: Path, targets: NDArray, split: Split) -> Parts:
    if split.method == "group":
        raise DataError(f"{path.name} names no groups; split it at random, stratified or in the order of the file.")
    if split.method == "time":
        return in_time(None, len(targets), split.test, split.validation)
    labels = labels_of(targets) if split.method != "random" else None
    return at_random(len(targets), labels, split.test, split.validation, split.seed)


def labels_of(targets: NDArray) -> NDArray | None:
    """Return the classes whose shares a split keeps, if the targets are such."""
    return targets.ravel() if targets.dtype.kind in "iub" and targets.size == len(targets) else None
