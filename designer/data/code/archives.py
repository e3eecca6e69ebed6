"""NumPy and HDF5 files as Python: arrays x and y, perhaps split already, scaled as their type and range suggest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from designer.data import arrays, npz
from designer.data.code import splits
from designer.data.code.snippet import Asked, Snippet, by_rows, snippet, together
from designer.data.dataset import Dataset
from designer.data.npz_arrays import headers_in
from designer.data.scaling import UNSCALED, Scaling
from designer.data.steps import Arrays, Holdout, Split
from designer.data.streamed import SAMPLE_ROWS
from nn_core.saving.source.expressions import value_text

OWN_PARTS = """
with np.load({place}) as data:
    x_train, y_train = data["{x_train}"], data["{y_train}"]
    x_test, y_test = data["{x_test}"], data["{y_test}"]
x, y = np.concatenate([x_train, x_test]), np.concatenate([y_train, y_test])
{training}
test = np.arange(len(x_train), len(x))
"""
FITTED = """
{fitted} = {sample}
center, spread = {fitted}.mean(axis={axis}), {fitted}.std(axis={axis})
{name} = (({name} - center) / np.where(spread > 1e-12, spread, 1)).astype("float32")
"""


def write_npz(asked: Asked) -> Snippet:
    """Return the program for the arrays of an .npz file."""
    headers, dataset = headers_in(Path(asked.reference.source)), asked.dataset
    names = npz.own_names(headers)
    is_own = "x_test" in names
    y_shape, dtype = headers[names["y_train" if is_own else "y"]]
    labels = _labels(dataset, y_shape, dtype)
    step: Any = asked.step(Holdout if is_own else Split)
    if is_own:
        read = _own_parts(asked, step, labels.replace("y.", "y_train."), names)
    else:
        read = together(_cut_up(asked, step, names, labels))
    order = splits.IN_FILE_ORDER.format(seed=step.seed)
    if is_own and not step.validation:
        order = order.replace("validation, test = np.sort(validation), ", "test = ")
    is_ordered = dataset.is_stored and not (isinstance(step, Split) and step.method in ("time", "group"))
    parts = [read, order if is_ordered else "", _target(dataset, y_shape)]
    parts.append(_samples(dataset, "x[train]" if not dataset.is_stored else _sample(dataset)))
    return snippet(together(filter(None, parts)), by_rows(dataset, {"x": "x", "y": "y"}))


def _own_parts(asked: Asked, step: Holdout, labels: str, names: dict[str, str]) -> str:
    """Return the reading of a file that brings its test part along."""
    train = f"train = np.random.default_rng({step.seed}).permutation(len(x_train))"
    if step.validation:
        train = f"\n{splits.held_out(step, labels, 'len(x_train)')}\n"
    return OWN_PARTS.format(place=value_text(asked.place), training=train, **names)


def _cut_up(asked: Asked, step: Split, own: dict[str, str], labels: str) -> list[str]:
    """Return the reading of a file whose samples are shared out here."""
    names = own | ({"group": npz.GROUPS} if step.method == "group" else {})
    values = ", ".join(f'data["{name}"]' for name in names.values())
    opened = f"with np.load({value_text(asked.place)}) as data:\n    {', '.join(names)} = {values}"
    if step.method == "group":
        return [opened, splits.by_group(step, asked.dataset)]
    if step.method == "time":
        return [opened, splits.in_time(step, "np.arange(len(x))")]
    return [opened, splits.at_random(step, "len(x)", "" if step.method == "random" else labels)]


def write_arrays(asked: Asked) -> Snippet:
    """Return the program for two NPY files, or two datasets of an HDF5 file."""
    source, place, split = Path(asked.reference.source), Path(asked.place), asked.step(Split)
    dataset, imports = asked.dataset, []
    if source.suffix.lower() in arrays.HDF5_ENDINGS:
        names, _, y = arrays.hdf5_pair(source, asked.step(Arrays))
        read = f"with h5py.File({value_text(asked.place)}) as file:\n    x, y = (file[name][:] for name in {names})"
        imports.append("import h5py")
    else:
        x_path, y_path = arrays.pair_of(source)
        y = arrays.read_npy(y_path)
        files = [value_text(place.with_name(each.name).as_posix()) for each in (x_path, y_path)]
        read = f"x, y = np.load({files[0]}), np.load({files[1]})"
    is_random = split.method == "random" or arrays.labels_of(y[:1]) is None
    cut = (
        splits.in_time(split, "np.arange(len(x))")
        if split.method == "time"
        else splits.at_random(split, "len(x)", "" if is_random else "y.ravel()")
    )
    order = splits.IN_FILE_ORDER.format(seed=split.seed) if dataset.is_stored and split.method != "time" else ""
    parts = [read, cut, order, _target(dataset, y.shape), _samples(dataset, _sample(dataset))]
    return snippet(together(filter(None, parts)), by_rows(dataset, {"x": "x", "y": "y"}), *imports)


def _labels(dataset: Dataset, shape: tuple[int, ...], dtype: np.dtype[Any]) -> str:
    """Return the classes whose shares are kept, as npz finds them."""
    is_few = dataset.num_classes <= shape[0] / 5
    if dataset.task != "classification" or dtype.kind not in "iubU" or not is_few:
        return ""
    return "y.argmax(axis=1)" if len(shape) == 2 and shape[1] > 1 else "y.ravel()"


def _sample(dataset: Dataset) -> str:
    """Return the training samples that the scaling is fitted on."""
    every = max(1, dataset.num_samples // SAMPLE_ROWS)
    return f"x[np.sort(train)[::{every}]]" if every > 1 else "x[train]"


def _samples(dataset: Dataset, sample: str) -> str:
    values, scaling = dataset.inputs["x"], dataset.input_scaling["x"]
    return scaled("x", scaling, sample, 0 if values.ndim == 2 else None, values.dtype)


def _target(dataset: Dataset, shape: tuple[int, ...]) -> str:
    if dataset.task == "classification":
        if len(shape) == 2 and shape[1] > 1:
            return "y = y.argmax(axis=1)"
        return "y = np.searchsorted(np.unique(y[train]), y.ravel())  # the classes, counted from 0"
    values = dataset.targets["y"]
    new = ", ".join(map(str, (-1, *values.shape[1:])))
    reshaped = "" if len(shape) == values.ndim else f"y = y.reshape({new})\n"
    return reshaped + scaled("y", dataset.target_scaling["y"], "y[train]", 0 if values.ndim <= 2 else None, np.float32)


def scaled(name: str, scaling: Scaling, sample: str, axis: int | None, dtype: Any) -> str:
    """Return the statement that scales an array, fitted on a sample of the training part where that counts."""
    if np.dtype(dtype).kind == "i":
        return f'{name} = {name}.astype("int32")'
    if scaling == UNSCALED:
        return f'{name} = {name}.astype("float32")'
    if isinstance(scaling.center, float):
        return f'{name} = {name}.astype("float32") / {scaling.spread:g}'
    return FITTED.format(name=name, fitted="seen", sample=sample, axis=axis).strip("\n")
