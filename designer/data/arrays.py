"""Arrays in NPY and HDF5 files, of any size: what is too large for the memory stays in the file and is streamed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.data.dataset import Dataset, Fact
from designer.data.errors import DataError
from designer.data.progress import Report
from designer.data.recipe import Reference, Step
from designer.data.scaling import UNSCALED, Scaling, divided_by, standardised
from designer.data.splitting import Parts, at_random
from designer.data.steps import Split
from designer.data.stored import StoredRows, rows_of_file
from designer.data.target import read_target
from nn_core.saving.hdf5_matrix import HDF5Matrix
from nn_core.utils.npy_header import read_npy_header

NPY_ENDINGS, HDF5_ENDINGS = (".npy",), (".h5", ".hdf5")
STEPS: tuple[type[Step], ...] = (Split,)
MOST_BYTES = 256 << 20  # of float32 in memory
_SAMPLE_ROWS = 2000
_PAIRS = (("x", "y"), ("x_train", "y_train"))
_PARTNERS = (("x", "y"), ("X", "y"), ("data", "labels"), ("images", "labels"), ("features", "targets"))


def load_arrays(path: Path, reference: Reference, report: Report) -> Dataset:
    """Read arrays x and y: two datasets of an HDF5 file, or two NPY files such as x.npy and y.npy."""
    report(f"Reading {path.name}", 0, None)
    x, y = _hdf5(path) if path.suffix.lower() in HDF5_ENDINGS else _npy_pair(path)
    if x.ndim < 2 or 0 in x.shape or len(x) != len(y) or y.ndim < 1:
        raise DataError(
            f"{path.name}: x has the shape {x.shape} and y {y.shape}. Expected are samples along the first axis, with "
            "values along the others, and one target for each."
        )
    if len(x) < 5:
        raise DataError(f"{path.name} has only {len(x)} samples; at least 5 are needed.")
    return _dataset(path, x, y, reference.step(Split))


def holds_samples(path: Path) -> bool:
    """Say whether an HDF5 file holds samples and targets rather than a model."""
    try:
        _hdf5(path)
    except DataError:
        return False
    return True


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
    for x_name, y_name in _PARTNERS:
        for mine, other in ((x_name, y_name), (y_name, x_name)):
            if mine in path.stem and (partner := path.with_stem(path.stem.replace(mine, other))).is_file():
                pair = (path, partner) if mine == x_name else (partner, path)
                return read_npy(pair[0]), read_npy(pair[1])
    raise DataError(
        f"{path.name} holds one array; its targets are expected beside it in a file of nearly the same name: x.npy and "
        "y.npy, or mine_x.npy and mine_y.npy."
    )


def _hdf5(path: Path) -> tuple[StoredRows, StoredRows]:
    names: list[str] = []
    for x_name, y_name in (*_PAIRS, *_PARTNERS):
        try:
            return _stored(path, x_name), _stored(path, y_name)
        except KeyError as error:
            names = [str(error.args[0])]
        except (ValueError, OSError) as error:
            raise DataError(f"{str(error).rstrip('.')}.") from None
    raise DataError(f"{' '.join(names)} Expected are two datasets, x with the samples and y with their targets.")


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


def _dataset(path: Path, x: StoredRows, y: StoredRows, split: Split) -> Dataset:
    targets = y[:]
    _check_finite(targets, f"{path.name}: y")
    labels = targets.ravel() if targets.dtype.kind in "iub" and targets.size == len(targets) else None
    is_stratified = split.method in ("automatic", "stratified") and labels is not None
    parts = at_random(len(x), labels if is_stratified else None, split.test, split.validation, split.seed)
    is_large = np.prod(x.shape, dtype=np.int64) * 4 > MOST_BYTES
    if is_large:  # what is read in the order of the file is read fast; the training shuffles it piece by piece
        parts = Parts(np.sort(parts.training), np.sort(parts.validation), np.sort(parts.test), parts.text)
    scaling = _scaling(x, parts, path.name)
    take: Callable[[NDArray], Any] = lambda rows: _taken(x, rows, scaling, is_large, path.name)  # noqa: E731
    target = read_target(targets[parts.training], targets[parts.test], path.name)
    validation = read_target(targets[parts.training], targets[parts.validation], path.name).test \
        if len(parts.validation) else None  # fmt: skip
    size = f"{np.prod(x.shape, dtype=np.int64) * x.dtype.itemsize / 2**20:,.0f} MB"
    where = "streamed with a shuffled buffer" if is_large else "in memory"
    return Dataset(
        path.stem,
        target.task,
        {"x": take(parts.training)},
        {"y": target.training},
        {"x": take(parts.test)},
        {"y": target.test},
        class_names=target.class_names,
        input_scaling={"x": scaling},
        target_scaling={"y": target.scaling},
        validation_inputs={} if validation is None else {"x": take(parts.validation)},
        validation_targets={} if validation is None else {"y": validation},
        steps=(Fact("Read", f"{size}, {where}"), Fact("Split", split.sentence()), Fact("Scale", scaling.text)),
    )


def _scaling(x: StoredRows, parts: Parts, file: str) -> Scaling:
    """Choose by type and range, from a part of the training samples."""
    if x.dtype == np.uint8:
        return divided_by(255, "bytes")
    if x.dtype.kind in "iub":
        return Scaling("whole numbers, as they are")
    some = x[np.sort(parts.training)[:: max(1, len(parts.training) // _SAMPLE_ROWS)]]
    _check_finite(some, f"{file}: x")
    is_small = some.min() >= -1 and some.max() <= 1
    return UNSCALED if is_small else standardised(some, "each column" if x.ndim == 2 else "all values")


def _taken(x: StoredRows, rows: NDArray, scaling: Scaling, is_large: bool, file: str) -> Any:
    def make(values: NDArray) -> NDArray:
        _check_finite(values, f"{file}: x")
        return (
            values.astype(np.int32)
            if values.dtype.kind in "iub" and values.dtype != np.uint8
            else scaling.apply(values)
        )

    return x.at(rows).mapped(make) if is_large else make(x[rows])


def _check_finite(values: NDArray, what: str) -> None:
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise DataError(
            f"{what} contains values that are not finite numbers (NaN or infinity). Fill in or leave out those samples."
        )
