"""Open `.npz` files laid out like Keras's MNIST: x_train, y_train, x_test, y_test; or only x and y."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.data.dataset import Dataset, Fact
from designer.data.errors import DataError
from designer.data.leaks import duplicates
from designer.data.npz_arrays import read_arrays
from designer.data.progress import Report, silent
from designer.data.scaling import UNSCALED, Scaling, divided_by, standardised
from designer.data.splitting import in_blocks, split
from designer.data.stored import StoredRows
from designer.data.streamed import Part, Rows, dataset_of_parts
from designer.data.target import Target, read_target

_MOST_COMPARED = 30_000  # samples; looking for repetitions among more takes too long
_WHOLE = ("x", "y")
_SAMPLES = ("x", "x_train", "x_test")  # what may stay in the file; targets are needed whole
SPLIT = ("x_train", "y_train", "x_test", "y_test")


def load_npz(path: Path, report: Report = silent) -> Dataset:
    """Read a dataset; DataError says in a sentence what is wrong with the file."""
    try:
        path.stat()
    except OSError as error:
        raise DataError(f"The file {path} cannot be opened: {error.strerror or error}.") from error
    arrays = read_arrays(path, [*SPLIT, *_WHOLE], report, _SAMPLES)
    if any(isinstance(each, StoredRows) for each in arrays.values()):
        return _streamed(path, arrays)
    return _in_memory(path, arrays)  # type: ignore[arg-type]


def _streamed(path: Path, arrays: dict[str, Any]) -> Dataset:
    """Return a dataset whose samples stay in the file."""
    if all(name in arrays for name in SPLIT):
        x, y, x_test, y_test = (arrays[name] for name in SPLIT)
        num, num_test = len(x), len(x_test)
        parts = {
            "training": Part(x, y, in_blocks(np.arange(num), 0)),
            "test": Part(x_test, y_test, np.arange(num_test)),
        }
    else:
        x, y = _whole(arrays, path.name)
        x_test, y_test = x, y
        _check_samples(x, y, "x", path.name)
        train, test = split(_labels_to_keep(y), len(x))
        parts = {"training": Part(x, y, in_blocks(train, 0)), "test": Part(x, y, np.sort(test))}
    _check_all(x, y, x_test, y_test, path.name)
    return dataset_of_parts(path.stem, path.name, parts, is_large=True)


def _in_memory(path: Path, arrays: dict[str, NDArray]) -> Dataset:
    x, y, x_test, y_test = _parts(arrays, path.name)
    _check_all(x, y, x_test, y_test, path.name)
    return _dataset(path.stem, x, x_test, read_target(y, y_test, path.name))


def _check_all(x: Rows, y: NDArray, x_test: Rows, y_test: NDArray, file: str) -> None:
    for name, samples, targets in (("x", x, y), ("x_test", x_test, y_test)):
        _check_samples(samples, targets, name, file)
    if x.shape[1:] != x_test.shape[1:]:
        raise DataError(
            f"{file}: a training sample has the shape {x.shape[1:]}, a test sample {x_test.shape[1:]}. "
            "Both parts need the same shape."
        )


def _parts(arrays: dict[str, NDArray], file: str) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    """Return x, y, x_test and y_test, splitting what is not split; the training part is shuffled."""
    if all(name in arrays for name in SPLIT):
        order = np.random.default_rng(0).permutation(len(arrays["x_train"]))
        x, y = arrays["x_train"], arrays["y_train"]
        return (x[order], y[order], arrays["x_test"], arrays["y_test"]) if len(x) == len(y) else (x, y, x, y)
    x, y = _whole(arrays, file)
    _check_samples(x, y, "x", file)
    train, test = split(_labels_to_keep(y), len(x))
    return x[train], y[train], x[test], y[test]


def _whole(arrays: dict[str, Any], file: str) -> tuple[Any, Any]:
    """Return samples and targets that are not split yet."""
    x_name, y_name = ("x_train", "y_train") if "x_train" in arrays and "y_train" in arrays else _WHOLE
    if x_name not in arrays or y_name not in arrays:
        raise DataError(
            f"{file} holds {', '.join(arrays) or 'no array with a known name'}; expected are the arrays x and y, or "
            "x_train, y_train, x_test and y_test. Save it with numpy.savez(file, x=..., y=...)."
        )
    return arrays[x_name], arrays[y_name]


def _labels_to_keep(y: NDArray) -> NDArray | None:
    """Return what to keep in proportion when the test part is cut off: whole numbers that repeat."""
    labels = y.argmax(axis=1) if y.ndim == 2 and y.shape[1] > 1 else y.ravel() if y.ndim <= 2 else None
    return labels if labels is not None and y.dtype.kind in "iubU" and len(np.unique(labels)) <= len(y) / 5 else None


def _check_samples(x: Rows, y: NDArray, name: str, file: str) -> None:
    if x.ndim < 2 or 0 in x.shape:
        raise DataError(
            f"{file}: {name} has the shape {x.shape}; expected are samples along the first axis and their values along "
            "the others, none of size 0."
        )
    if x.dtype.kind == "U":
        raise DataError(f"{file}: {name} holds words; expected are numbers. Give every word a number first.")
    if y.ndim < 1 or len(x) != len(y):
        raise DataError(
            f"{file}: {name} has the shape {x.shape} and its target {y.shape}. Both need the same size along the first "
            "axis, one target for every sample."
        )
    if len(x) < 5 and name == "x":
        raise DataError(f"{file} has only {len(x)} samples to train with; at least 5 are needed.")


def _dataset(title: str, x: NDArray, x_test: NDArray, target: Target) -> Dataset:
    scaling = _input_scaling(x)
    repeated = duplicates({"x": x}, {"x": x_test}) if len(x) <= _MOST_COMPARED else ""
    return Dataset(
        title=title,
        task=target.task,
        inputs={"x": _scaled(x, scaling)},
        targets={"y": target.training},
        test_inputs={"x": _scaled(x_test, scaling)},
        test_targets={"y": target.test},
        class_names=target.class_names,
        feature_names=tuple(f"x{number}" for number in range(1, x.shape[1] + 1)) if x.ndim == 2 else (),
        input_scaling={"x": scaling},
        target_scaling={"y": target.scaling},
        steps=(Fact("Read", f"{len(x) + len(x_test):,} samples"), Fact("Scale", scaling.text)),
        warnings=(repeated,) if repeated else (),
    )


def _input_scaling(x: NDArray) -> Scaling:
    """Choose by type and range: bytes are pixels, other whole numbers may be indices, real numbers are measurements."""
    if x.dtype == np.uint8:
        return divided_by(255, "bytes")
    if x.dtype.kind in "iu":
        return Scaling("whole numbers, as they are")
    if x.dtype.kind == "b" or (x.min() >= -1 and x.max() <= 1):
        return UNSCALED
    if x.ndim > 2 and x.min() >= 0 and x.max() <= 255:
        return divided_by(255)
    return standardised(x, "each column" if x.ndim == 2 else "all values")


def _scaled(x: NDArray, scaling: Scaling) -> NDArray:
    return x.astype(np.int32) if x.dtype.kind in "iu" and x.dtype != np.uint8 else scaling.apply(x)
