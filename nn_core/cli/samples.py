"""Data for the command line: arrays of an .npz file or columns of a .csv file, in the shapes a model takes."""

from __future__ import annotations

import math
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy

from nn_core.cli.tables import read_csv
from nn_core.spec.naming import did_you_mean
from nn_core.utils.npy_header import read_npy_header

_BROKEN = (OSError, ValueError, EOFError, RuntimeError, KeyError, MemoryError, zipfile.BadZipFile, zlib.error)
_X_NAMES = ("x", "x_train", "x_test", "X", "images", "data")
_Y_NAMES = ("y", "y_train", "y_test", "labels", "target")


@dataclass(frozen=True)
class Samples:
    """What goes into a model and what should come out, in the model's order."""

    inputs: list[Any]
    targets: list[Any]

    @property
    def x(self) -> Any:
        return self.inputs[0] if len(self.inputs) == 1 else self.inputs

    @property
    def y(self) -> Any:
        return self.targets[0] if len(self.targets) == 1 else self.targets

    def shuffled(self, seed: int | None) -> Samples:
        """Return the samples in another order: a file is often sorted, and a validation split takes its end."""
        order = np.random.default_rng(seed).permutation(len(self.inputs[0]))
        return Samples([each[order] for each in self.inputs], [each[order] for each in self.targets])


def read_samples(file: str, model: Any, x: str | None, y: str | None, needs_targets: bool) -> Samples:
    """Return the samples in a file; ValueError in a sentence if they do not fit the model."""
    path = Path(file)
    if not path.is_file():
        raise ValueError(f"There is no file '{path}'.")
    if path.suffix.lower() == ".csv":
        samples = _from_columns(path, model, x, y, needs_targets)
    elif path.suffix.lower() == ".npz":
        samples = _from_arrays(path, model, x, y, needs_targets)
    else:
        raise ValueError(f"'{path.name}' is no data this command reads; it reads .npz and .csv.")
    _need_equal_lengths(path, samples)
    return samples


# ---- .csv -------------------------------------------------------------------------------------------------------


def _from_columns(path: Path, model: Any, x: str | None, y: str | None, needs_targets: bool) -> Samples:
    """Take the columns named; without names the last one is the target where the model leaves it over."""
    columns = read_csv(path)
    names = list(columns)
    wanted = sum(math.prod(shape) for shape in _input_shapes(model))
    has_target = needs_targets or len(names) == wanted + 1
    y_names = y.split(",") if y else names[-1:] if has_target and not x else []
    x_names = x.split(",") if x else [name for name in names if name not in y_names]
    for name in (*x_names, *y_names):
        _need(name, columns, f"'{path.name}' has no column")
    if needs_targets and not y_names:
        raise ValueError("Say which column is to be predicted, with --y NAME.")
    inputs = _split_columns(path, np.stack([_numbers(path, name, columns) for name in x_names], axis=-1), model)
    targets = [_classes(columns[name]) for name in y_names]
    if len(_output_shapes(model)) == 1 and len(targets) > 1:
        targets = [np.stack(targets, axis=-1)]
    return Samples(inputs, targets)


def _numbers(path: Path, name: str, columns: Mapping[str, Any]) -> Any:
    column = columns[name]
    if column.dtype.kind not in "fiu":
        example = next(text for text in column if not _is_number(text))
        raise ValueError(
            f"Column '{name}' of '{path.name}' holds words such as {str(example)!r}; a model takes numbers. "
            "Leave it out with --x, or predict it with --y."
        )
    return column.astype("float32")


def _is_number(text: Any) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False


def _classes(column: Any) -> Any:
    """Return words as numbers of classes, in alphabetical order; numbers as they are."""
    return column if column.dtype.kind in "fiu" else np.unique(column, return_inverse=True)[1]


def _split_columns(path: Path, table: Any, model: Any) -> list[Any]:
    """Deal the columns out to the inputs of the model, in order."""
    shapes = _input_shapes(model)
    sizes = [math.prod(shape) for shape in shapes]
    if sum(sizes) != table.shape[1]:
        raise ValueError(
            f"The model takes {sum(sizes)} numbers for each sample, but '{path.name}' has {table.shape[1]} columns "
            "of input; --x and --y say which columns are meant."
        )
    parts = np.split(table, np.cumsum(sizes)[:-1], axis=1)
    return [part.reshape(-1, *shape) for part, shape in zip(parts, shapes, strict=True)]


# ---- .npz -------------------------------------------------------------------------------------------------------


def _from_arrays(path: Path, model: Any, x: str | None, y: str | None, needs_targets: bool) -> Samples:
    arrays = _read_arrays(path)
    input_names, output_names = _names(model, "input_names"), _names(model, "output_names")
    x_names = x.split(",") if x else _guess(arrays, input_names, _X_NAMES)
    y_names = y.split(",") if y else _guess(arrays, output_names, _Y_NAMES)
    for names, option, count in ((x_names, "--x", len(_input_shapes(model))), (y_names, "--y", len(output_names))):
        if option == "--y" and not needs_targets:
            continue
        if len(names) != count:
            raise ValueError(
                f"'{path.name}' has the arrays {_listed(arrays)}; say with {option} which {count} to take."
            )
        for name in names:
            _need(name, arrays, f"'{path.name}' has no array")
    inputs = [_shaped(arrays[name], shape) for name, shape in zip(x_names, _input_shapes(model), strict=True)]
    return Samples(inputs, [arrays[name] for name in y_names] if needs_targets else [])


def _read_arrays(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as opened, zipfile.ZipFile(opened) as archive:
            names = [name for name in archive.namelist() if name.endswith(".npy")]
            arrays = {name.removesuffix(".npy"): _read_array(archive, name) for name in names}
    except (
        OSError,
        ValueError,
        EOFError,
        RuntimeError,
        KeyError,
        MemoryError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise ValueError(f"'{path.name}' is not a file of arrays, or it is damaged ({error}).") from None
    return {name: array for name, array in arrays.items() if array.ndim}


def _read_array(archive: zipfile.ZipFile, name: str) -> Any:
    """Return one array; one that announces more than its part of the archive holds is refused before it is made."""
    with archive.open(name) as part:
        shape, _, dtype = read_npy_header(part)
        if dtype.hasobject:
            raise ValueError(f"the array {name.removesuffix('.npy')} holds Python objects, which are never read")
        if math.prod(shape) * dtype.itemsize > archive.getinfo(name).file_size:
            raise ValueError(f"the array {name.removesuffix('.npy')} announces more numbers than there are")
    with archive.open(name) as part:
        return npy.read_array(part, allow_pickle=False)


def _guess(arrays: Mapping[str, Any], own: list[str], usual: tuple[str, ...]) -> list[str]:
    """Return the arrays named like the model's inputs or outputs, or x_0, x_1 …, or one with a usual name."""
    if own and all(name in arrays for name in own):
        return own
    numbered = [f"{usual[0]}_{i}" for i in range(len(own))]
    if len(own) > 1 and all(name in arrays for name in numbered):
        return numbered
    return [name for name in usual if name in arrays][:1]


def _shaped(array: Any, shape: tuple[int, ...]) -> Any:
    """Return the samples in the model's shape where that only takes another arrangement of the same numbers."""
    fits = None not in shape and math.prod(array.shape[1:]) == math.prod(shape)
    return array.reshape(-1, *shape) if fits else array


# ---- the model --------------------------------------------------------------------------------------------------


def _input_shapes(model: Any) -> list[Any]:
    inputs = getattr(model, "inputs", None)
    if not inputs:
        raise ValueError(
            f"The model '{model.name}' does not say which shape it takes, so data cannot be matched with it."
        )
    return [tuple(x.shape[1:]) for x in inputs]


def _output_shapes(model: Any) -> list[Any]:
    return [tuple(x.shape[1:]) for x in model.outputs]


def _names(model: Any, kind: str) -> list[str]:
    return [str(name) for name in getattr(model, kind, [])]


def _need(name: str, found: Mapping[str, Any], start: str) -> None:
    if name not in found:
        raise ValueError(f"{start} '{name}'; it has {_listed(found)}.{did_you_mean(name, found)}")


def _need_equal_lengths(path: Path, samples: Samples) -> None:
    lengths = {len(each) for each in (*samples.inputs, *samples.targets)}
    if len(lengths) > 1:
        raise ValueError(f"The arrays of '{path.name}' have different numbers of samples: {sorted(lengths)}.")
    if 0 in lengths:
        raise ValueError(f"'{path.name}' has no samples.")


def _listed(found: Mapping[str, Any]) -> str:
    names = list(found)
    return ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
