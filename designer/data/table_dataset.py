"""From a table to a dataset: choose, split, fill, scale, encode, window; everything is fitted on the training part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from designer.data import leaks
from designer.data.column import Column
from designer.data.dataset import Dataset, Fact, Task
from designer.data.errors import DataError, MendableError
from designer.data.features import distinct_values, feature_of, features_scaling, known_values, side_by_side, uses_index
from designer.data.progress import Report, silent
from designer.data.recipe import Reference, Step
from designer.data.remedies import Remedy
from designer.data.scaling import UNSCALED, Scaling
from designer.data.splitting import Order, Parts, at_random, by_group, in_blocks, in_time
from designer.data.steps import Columns, Encode, Gaps, Reading, Scale, Split, Window, Words
from designer.data.stored import StoredRows
from designer.data.table import Table
from designer.data.table_choice import Choice, chosen
from designer.data.windows import windowed
from designer.data.words import Vocabulary

STEPS: tuple[type[Step], ...] = (Reading, Columns, Split, Gaps, Scale, Encode, Words, Window)
MOST_BYTES = 64 << 20  # of an input in memory; a larger one is made piece by piece
FEWEST_ROWS = 5
NUM_STEPS = 5  # of the preparation, for whoever waits
_MOST_CLASSES_OF_NUMBERS = 20


@dataclass(frozen=True)
class Made:
    """An input or target for all rows, and what there is to know about it."""

    values: StoredRows
    scaling: Scaling = UNSCALED
    names: tuple[str, ...] = ()
    class_names: tuple[str, ...] = ()


def dataset_of(table: Table, reference: Reference, title: str, report: Report = silent) -> Dataset:
    """Make a dataset of the columns as the recipe says."""
    step: Callable[[int], None] = lambda number: report(f"Preparing {title}", number, NUM_STEPS)  # noqa: E731
    window, gaps = reference.step(Window), reference.step(Gaps)
    choice = chosen(table, reference.step(Columns), bool(window.length))
    keep = _rows_to_keep(choice, gaps)
    if len(keep) < FEWEST_ROWS:
        raise DataError(f"{title} has only {len(keep)} usable rows; at least {FEWEST_ROWS} are needed.")
    task = _task(choice.targets, reference.step(Columns).kinds or {})
    step(1)
    parts = _parts(choice, keep, task, reference.step(Split), window)
    step(2)
    inputs = _inputs(choice, parts.training, reference)
    step(3)
    targets = {column.name: _target(column, parts.training, task, reference.step(Scale)) for column in choice.targets}
    if window.length:
        inputs, targets, parts = windowed(inputs, targets, parts, window)
    step(4)
    split = reference.step(Split)
    seed = None if window.length or split.method == "time" or parts.group_ends is not None else split.seed
    parts = _in_file_order(parts, [*inputs.values(), *targets.values()], seed)
    return _assembled(title, task, inputs, targets, parts, choice, _steps(table, reference, parts))


def _assembled(
    title: str,
    task: Task,
    inputs: dict[str, Made],
    targets: dict[str, Made],
    parts: Parts,
    choice: Choice,
    steps: tuple[Fact, ...],
) -> Dataset:
    take: Callable[[dict[str, Made], Order], dict[str, NDArray]] = lambda made, rows: {  # noqa: E731
        name: _taken(each.values, rows) for name, each in made.items()
    }
    arrays = [take(each, rows) for rows in (parts.training, parts.test) for each in (inputs, targets)]
    validation = [take(each, parts.validation) for each in (inputs, targets)] if len(parts.validation) else [{}, {}]
    flat = [name for each in inputs.values() for name in each.names]
    return Dataset(
        title,
        task,
        *arrays,
        class_names=next((each.class_names for each in targets.values()), ()),
        feature_names=tuple(flat) if len(inputs) == 1 else (),
        input_scaling={name: each.scaling for name, each in inputs.items()},
        target_scaling={name: each.scaling for name, each in targets.items()},
        validation_inputs=validation[0],
        validation_targets=validation[1],
        group_ends=parts.group_ends,
        steps=steps,
        warnings=_warnings(arrays, choice),
    )


def _warnings(arrays: list[dict[str, NDArray]], choice: Choice) -> tuple[str, ...]:
    columns = [column for each in choice.inputs.values() for column in each]
    given_away = [
        text
        for target in choice.targets
        for text in leaks.answers_among([column for column in columns if column is not target], target)
    ]
    found = [leaks.duplicates({**arrays[0], **arrays[1]}, {**arrays[2], **arrays[3]}), leaks.scaled_before(columns)]
    return (*given_away, *(text for text in found if text))


def _in_file_order(parts: Parts, made: list[Made], seed: int | None) -> Parts:
    """Return the parts with their rows nearly in the order of the file if any array is on disk; None: it has another.

    All arrays follow one order: a sample must keep its target, whichever of the two fits into the memory.
    """
    if not any(_stays_on_disk(each.values, rows) for each in made for rows in (parts.training, parts.test)):
        return parts
    training = parts.training if seed is None else in_blocks(parts.training, seed)
    return Parts(training, np.sort(parts.validation), np.sort(parts.test), parts.text, parts.group_ends)


def _taken(values: StoredRows, rows: Order) -> NDArray:
    """Return rows, in memory if they are few."""
    return values.at(rows) if _stays_on_disk(values, rows) else values[rows]  # type: ignore[return-value]


def _stays_on_disk(values: StoredRows, rows: Order) -> bool:
    return len(rows) * int(np.prod(values.shape[1:], dtype=np.int64)) * values.dtype.itemsize > MOST_BYTES


# ---- rows ---------------------------------------------------------------------------------------------------


def _rows_to_keep(choice: Choice, gaps: Gaps) -> Order:
    """Return the rows that have a target, and no gap if those are to be dropped."""
    columns = list(choice.targets)
    if gaps.numbers == "drop row":
        columns += [column for each in choice.inputs.values() for column in each]
    is_kept = np.ones(len(columns[0]), bool)
    for column in columns:
        if column.num_missing:
            values = column.values[:]
            is_kept &= (values != "") if column.kind == "text" else np.isfinite(values) & _is_known(values, column)
    return np.flatnonzero(is_kept)


def _is_known(values: NDArray, column: Column) -> NDArray:
    return values >= 0 if column.kind == "category" else np.ones(len(values), bool)


def _parts(choice: Choice, keep: Order, task: Task, split: Split, window: Window) -> Parts:
    method = split.method
    if method == "automatic":
        method = "time" if window.length else "group" if choice.group else "stratified"
    if window.length and method != "time":
        raise MendableError(
            f"Windows follow the rows in time, but the split '{method}' gives them another order. Choose the split "
            "'time', or set the length of the windows to 0.",
            (Remedy("Split by Time", Split, {"method": "time"}),),
        )
    found = _by_method(method, choice, keep, task, split)
    return replace(found, training=keep[found.training], validation=keep[found.validation], test=keep[found.test])


def _by_method(method: str, choice: Choice, keep: Order, task: Task, split: Split) -> Parts:
    if method == "group":
        if choice.group is None:
            raise DataError("To split by group, choose in the table of columns which column names the groups.")
        return by_group(choice.group.values[keep], split.test, split.validation, split.seed)
    if method == "time":
        moments = None if choice.moment is None else choice.moment.values[keep]
        return in_time(moments, len(keep), split.test, split.validation)
    is_stratified = method == "stratified" and task == "classification"
    labels = choice.targets[0].values[keep] if is_stratified else None
    return at_random(len(keep), labels, split.test, split.validation, split.seed)


# ---- inputs and targets -------------------------------------------------------------------------------------


def _inputs(choice: Choice, training: Order, reference: Reference) -> dict[str, Made]:
    gaps, scale, encode = reference.step(Gaps), reference.step(Scale), reference.step(Encode)
    found: dict[str, Made] = {}
    for name, columns in choice.inputs.items():
        if len(columns) == 1 and columns[0].kind == "text":
            found[name] = _text_input(columns[0], training, reference.step(Words))
            continue
        for column in columns:
            if uses_index(column, encode):
                found[column.name] = Made(_numbers_from_1(column), Scaling("numbers of categories from 1; 0: missing"))
        rest = [feature_of(column, training, gaps, scale) for column in columns if not uses_index(column, encode)]
        if rest:
            scaling = features_scaling(rest, scale)
            found[name] = Made(side_by_side(rest, scaling), scaling, tuple(n for each in rest for n in each.names))
    return found


def _numbers_from_1(column: Column) -> StoredRows:
    return StoredRows(lambda a, b: np.asarray(column.values[a:b] + 1, np.int32)[:, None], (len(column), 1), np.int32)


def _text_input(column: Column, training: Order, words: Words) -> Made:
    vocabulary = Vocabulary.of((column.values[row] for row in training), words)
    read: Callable[[int, int], NDArray] = lambda a, b: vocabulary.encode(column.values[a:b])  # noqa: E731
    return Made(StoredRows(read, (len(column), words.length), np.int32), vocabulary.scaling)


def _task(targets: list[Column], chosen: dict[str, str]) -> Task:
    """Say whether classes or numbers are to be predicted; there may be several numbers, but one class."""
    kinds = {chosen.get(column.name) != "number" and _is_class(column) for column in targets}
    if kinds == {False}:
        return "regression"
    if len(targets) > 1:
        names = ", ".join(f"'{column.name}'" for column in targets)
        raise DataError(
            f"The targets {names} are not all numbers; several targets must be numbers. Choose one of them."
        )
    return "classification"


def _is_class(column: Column) -> bool:
    if column.kind in ("text", "date"):
        what = "texts that hardly ever repeat" if column.kind == "text" else "dates"
        raise DataError(
            f"The target '{column.name}' holds {what}; expected are classes or numbers. Choose another one."
        )
    if column.kind == "category":
        return True
    distinct = distinct_values(column, min(_MOST_CLASSES_OF_NUMBERS, (len(column) - column.num_missing) // 5))
    return distinct is not None and len(distinct) >= 2 and bool((distinct % 1 == 0).all())


def _target(column: Column, training: Order, task: Task, scale: Scale) -> Made:
    if task == "classification":
        return _classes(column, training)
    known = known_values(column, training)
    if len(known) and known.std() == 0:
        raise DataError(f"The target '{column.name}' is {known[0]:g} in every row: there is nothing to learn.")
    feature = feature_of(column, training, Gaps(), Scale(scale.method if scale.target else "none"))
    scaling = Scaling("the target scaled as the training part says" if scale.target else "as it is",
                      feature.center, feature.spread)  # fmt: skip
    return Made(side_by_side([feature], scaling), scaling, feature.names)


def _classes(column: Column, training: Order) -> Made:
    names, values = column.categories, column.values
    if column.kind == "number":
        distinct = distinct_values(column, len(column))
        assert distinct is not None
        names = tuple(f"{value:g}" for value in distinct)
        labels = lambda a, b: np.searchsorted(distinct, np.nan_to_num(values[a:b]))  # noqa: E731
    else:
        labels = lambda a, b: np.asarray(values[a:b])  # noqa: E731
    if len(names) < 2:
        raise DataError(
            f"The target '{column.name}' has one class only, '{names[0]}': there is nothing to tell apart. Choose "
            "another target, or bring samples of a second class."
        )
    made = StoredRows(lambda a, b: labels(a, b).astype(np.int32), (len(column),), np.int32)
    missing = np.setdiff1d(np.arange(len(names)), made[training])
    if len(missing):
        raise DataError(
            f"The class '{names[missing[0]]}' of '{column.name}' has no sample in the training part. Every class needs "
            "samples to learn from: bring more of them, or split otherwise."
        )
    return Made(made, class_names=names)


def _steps(table: Table, reference: Reference, parts: Parts) -> tuple[Fact, ...]:
    texts = {step: reference.step(step).sentence() for step in STEPS}
    if not any(column.kind == "text" for column in table.columns):
        del texts[Words]
    texts[Reading] = table.understood or texts[Reading]
    texts[Split] = f"{parts.text}; {texts[Split].partition(': ')[2]}"
    return tuple(Fact(step.title, text) for step, text in texts.items())
