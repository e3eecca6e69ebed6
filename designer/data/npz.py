"""Open `.npz` files laid out like Keras's MNIST: x_train, y_train, x_test, y_test; or x and y, perhaps with groups."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.data.dataset import Dataset, Fact
from designer.data.errors import DataError
from designer.data.leaks import duplicates
from designer.data.npz_arrays import members_of, read_arrays
from designer.data.progress import Report, silent
from designer.data.recipe import Reference, Step
from designer.data.scaling import UNSCALED, Scaling, divided_by, standardised
from designer.data.splitting import NONE, Parts, at_random, by_group, in_blocks, in_time
from designer.data.steps import Holdout, Split
from designer.data.stored import StoredRows
from designer.data.streamed import Part, Rows, dataset_of_parts
from designer.data.target import read_target

STEPS: tuple[type[Step], ...] = (Split,)
STEPS_OF_PARTS: tuple[type[Step], ...] = (Holdout,)  # where the file brings its test part along
_MOST_NAMED = 10
_MOST_COMPARED = 30_000  # samples; looking for repetitions among more takes too long
WHOLE = ("x", "y")
SPLIT = ("x_train", "y_train", "x_test", "y_test")
SPLIT_NAMES = (
    SPLIT,
    ("X_train", "y_train", "X_test", "y_test"),
    ("train_images", "train_labels", "test_images", "test_labels"),
)
WHOLE_NAMES = (WHOLE, ("x_train", "y_train"), ("X", "y"), ("X", "Y"), ("X_train", "y_train"), ("data", "target"),
               ("data", "labels"), ("images", "labels"), ("features", "labels"), ("features", "targets"))  # fmt: skip
GROUPS = "groups"  # an array that says whom each sample belongs to, so that nobody is in two parts


def has_own_test(path: Path) -> bool:
    """Say whether a file brings its test part along; one that cannot be read does not."""
    return "x_test" in own_names(members_of(path))


def own_names(members: Collection[str]) -> dict[str, str]:
    """Return the names a file has for x and y, or for x_train, y_train, x_test and y_test; nothing if it has none."""
    for ours, names in ((SPLIT, SPLIT_NAMES), (WHOLE, WHOLE_NAMES)):
        for theirs in names:
            if set(theirs) <= set(members):
                return dict(zip(ours, theirs, strict=True))
    return {}


def load_npz(path: Path, report: Report = silent, reference: Reference | None = None) -> Dataset:
    """Read a dataset; DataError says in a sentence what is wrong with the file."""
    try:
        path.stat()
    except OSError as error:
        raise DataError(f"The file {path} cannot be opened: {error.strerror or error}.") from error
    arrays = _known_arrays(path, report)
    shared = _shared_out(arrays, reference or Reference(str(path)), path.name)
    if any(isinstance(part.x, StoredRows) for part in shared.parts.values()):
        dataset = dataset_of_parts(path.stem, path.name, shared.parts, is_large=True, steps=(shared.fact,))
    else:
        dataset = _in_memory(path, shared.parts, (shared.fact,))
    return replace(dataset, group_ends=shared.group_ends)


@dataclass(frozen=True)
class _Shared:
    """The parts that have rows, what is to be said of how they were chosen, and where groups end in the training."""

    parts: dict[str, Part]
    fact: Fact
    group_ends: NDArray[np.intp] | None


def _known_arrays(path: Path, report: Report) -> dict[str, Any]:
    """Return the arrays of a file under our names, large samples as they lie on the disk."""
    members = members_of(path)
    names = own_names(members)
    if members and not names:
        some = ", ".join(sorted(members)[:_MOST_NAMED])
        raise DataError(
            f"{path.name} holds {some}; expected are the arrays x and y, or x_train, y_train, x_test and y_test. Save "
            "it with numpy.savez(file, x=..., y=...)."
        )
    theirs = {**names, GROUPS: GROUPS}
    samples = [own for name, own in names.items() if name.startswith("x")]  # targets are needed whole
    found = read_arrays(path, theirs.values(), report, samples)
    if not found:
        raise DataError(f"{path.name} holds no array. Save it with numpy.savez(file, x=..., y=...).")
    return {name: found[own] for name, own in theirs.items() if own in found}


def _shared_out(arrays: dict[str, Any], reference: Reference, file: str) -> _Shared:
    if all(name in arrays for name in SPLIT):
        step: Holdout | Split = reference.step(Holdout)
        x, y, x_test, y_test = (arrays[name] for name in SPLIT)
        _check_all(x, y, x_test, y_test, file)
        parts, test = _held_out(y, len(x), step), Part(x_test, y_test, np.arange(len(x_test)))
        is_stored = isinstance(x, StoredRows) or isinstance(x_test, StoredRows)
    else:
        step = reference.step(Split)
        x, y = arrays["x"], arrays["y"]
        _check_samples(x, y, "x", file)
        parts, is_stored = _split(y, len(x), arrays.get(GROUPS), step, file), isinstance(x, StoredRows)
        test = Part(x, y, np.sort(parts.test) if is_stored else parts.test)
    training, validation = parts.training, parts.validation
    if is_stored:  # what is read nearly in the order of the file is read fast
        has_order = isinstance(step, Split) and step.method in ("time", "group")
        training, validation = training if has_order else in_blocks(training, step.seed), np.sort(validation)
    found = {"training": Part(x, y, training), "test": test, "validation": Part(x, y, validation)}
    said = f"{parts.text}; {step.sentence().partition(': ')[2]}" if parts.group_ends is not None else step.sentence()
    return _Shared(
        {name: part for name, part in found.items() if len(part.rows)}, Fact("Split", said), parts.group_ends
    )


def _held_out(y: NDArray, num: int, step: Holdout) -> Parts:
    """Return the parts of a training part whose test part came with it."""
    if step.validation:
        return at_random(num, labels_to_keep(y), 0.0, step.validation, step.seed)
    return Parts(np.random.default_rng(step.seed).permutation(num), NONE, NONE)


def _split(y: NDArray, num: int, groups: NDArray | None, step: Split, file: str) -> Parts:
    if step.method == "time":
        return in_time(None, num, step.test, step.validation)
    if step.method == "group":
        if groups is None or groups.shape != (num,):
            raise DataError(
                f"{file} names no groups: an array called {GROUPS} with one value for each sample. Save it with "
                "numpy.savez(file, x=..., y=..., groups=...), or split at random, stratified or in the order of the "
                "file."
            )
        return by_group(groups, step.test, step.validation, step.seed)
    labels = None if step.method == "random" else labels_to_keep(y)
    return at_random(num, labels, step.test, step.validation, step.seed)


def _in_memory(path: Path, parts: dict[str, Part], facts: tuple[Fact, ...]) -> Dataset:
    taken = {name: (part.x[part.rows], part.y[part.rows]) for name, part in parts.items()}
    x, y = taken.pop("training")
    scaling, target = _input_scaling(x), read_target(y, taken["test"][1], path.name)
    held = {
        name: ({"x": _scaled(samples, scaling)}, {"y": read_target(y, targets, path.name).test})
        for name, (samples, targets) in taken.items()
    }
    validation = held.get("validation", ({}, {}))
    num, x_test = sum(len(part.rows) for part in parts.values()), taken["test"][0]
    repeated = duplicates({"x": x}, {"x": x_test}) if len(x) <= _MOST_COMPARED else ""
    return Dataset(
        title=path.stem,
        task=target.task,
        inputs={"x": _scaled(x, scaling)},
        targets={"y": target.training},
        test_inputs=held["test"][0],
        test_targets=held["test"][1],
        validation_inputs=validation[0],
        validation_targets=validation[1],
        class_names=target.class_names,
        feature_names=tuple(f"x{number}" for number in range(1, x.shape[1] + 1)) if x.ndim == 2 else (),
        input_scaling={"x": scaling},
        target_scaling={"y": target.scaling},
        steps=(Fact("Read", f"{num:,} samples"), *facts, Fact("Scale", scaling.text)),
        warnings=(repeated,) if repeated else (),
    )


def _check_all(x: Rows, y: NDArray, x_test: Rows, y_test: NDArray, file: str) -> None:
    for name, samples, targets in (("x", x, y), ("x_test", x_test, y_test)):
        _check_samples(samples, targets, name, file)
    if x.shape[1:] != x_test.shape[1:]:
        raise DataError(
            f"{file}: a training sample has the shape {x.shape[1:]}, a test sample {x_test.shape[1:]}. "
            "Both parts need the same shape."
        )


def labels_to_keep(y: NDArray) -> NDArray | None:
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
