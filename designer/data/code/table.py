"""A table as Python: its columns read as words, chosen, split, filled, scaled and encoded, perhaps cut into windows."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from designer.data.code import splits, words
from designer.data.code.snippet import Asked, Snippet, by_rows, listed, snippet, together, variables_for
from designer.data.code.table_reading import reading_of
from designer.data.code.table_texts import (
    INDEX,
    MISSING_WORDS,
    ONE_HOT,
    WINDOWS,
    WORDS,
    numbers_text,
    scaled_text,
)
from designer.data.column import Column
from designer.data.dataset import Dataset
from designer.data.features import uses_index
from designer.data.steps import Columns, Encode, Gaps, Scale, Split, Window, Words
from designer.data.table import Table
from designer.data.table_choice import Choice, chosen
from nn_core.saving.source.expressions import value_text


def write_table(asked: Asked) -> Snippet | None:
    """Return the program for a table in a file; None if some step of it has no short form in Python."""
    table = asked.dataset.table
    if table is None:
        return None
    choice = chosen(table, asked.step(Columns), bool(asked.step(Window).length))
    if any(column.kind == "date" for column in _used(choice)) or _has_mixed_groups(choice):
        return None
    if choice.moment is not None and choice.moment.date_format and choice.moment.num_missing:
        return None
    return _Program(asked, table, choice).snippet()


def _used(choice: Choice) -> list[Column]:
    return list({id(each): each for each in (*itertools.chain(*choice.inputs.values()), *choice.targets)}.values())


def _has_mixed_groups(choice: Choice) -> bool:
    """Say whether the groups are words some of which are numbers, which the window sorts in a way of its own."""
    names = choice.group.categories if choice.group is not None else ()
    return list(names) != sorted(names)


class _Program:
    """The parts of the program for one table."""

    def __init__(self, asked: Asked, table: Table, choice: Choice) -> None:
        self.asked, self.table, self.choice = asked, table, choice
        self.dataset: Dataset = asked.dataset
        self.variables = variables_for(asked.dataset)
        self.used = _used(choice)
        self.gaps, self.scale, self.encode = (asked.step(step) for step in (Gaps, Scale, Encode))
        self.imports: list[str] = []

    def snippet(self) -> Snippet:
        """Return the whole."""
        read, imports = reading_of(self.asked, self.table)
        self.imports += imports
        functions = [*self._helpers(), *self._fitted()]
        steps = [self._known(), self._labels(), self._split(), self._inputs(), self._windows(), self._order()]
        text = together([read, *functions, *steps])
        return snippet(text, by_rows(self.dataset, self.variables), *sorted(self.imports, key=_from_last))

    # ---- words ----------------------------------------------------------------------------------------------

    def _helpers(self) -> Iterable[str]:
        """Return the functions that turn words into numbers and categories, as far as they are needed."""
        others = (self.choice.group, self.choice.moment if self._method() == "time" else None)
        everything = [*self.used, *(each for each in others if each is not None)]
        has_gaps = any(column.num_missing for column in everything)
        if has_gaps:
            yield MISSING_WORDS
        if any(column.kind == "number" for column in everything):
            numbers = [column for column in everything if column.kind == "number"]
            yield numbers_text(
                any(column.num_missing for column in numbers),
                any(column.num_infinite for column in numbers),
                self.table.layout.has_decimal_comma,
                has_marks := any(column.has_marks for column in numbers),
            )
            self.imports += ["import re"] if has_marks else []
        if any(column.kind != "number" for column in everything):
            yield WORDS.format(word='"" if word.strip().lower() in MISSING else word.strip()' if has_gaps
                               else "word.strip()")  # fmt: skip

    # ---- rows ---------------------------------------------------------------------------------------------

    def _known(self) -> str:
        """Return what leaves rows out: those without a target, or with any gap."""
        columns = self.used if self.gaps.numbers == "drop row" else self.choice.targets
        tests = [
            f"~np.isnan(numbers({_name(column)}))" if column.kind == "number" else f'(words({_name(column)}) != "")'
            for column in columns
            if column.num_missing
        ]
        if not tests:
            return ""
        return (
            f"# Rows with a gap are left out.\nknown = {' & '.join(tests)}\n"
            "columns = {name: column[known] for name, column in columns.items()}"
        )

    def _labels(self) -> str:
        if self.dataset.task != "classification":
            return ""
        (target,) = self.choice.targets
        variable = self.variables[target.name]
        if target.kind == "category":
            classes = listed("classes = [", self.dataset.class_names)
            return f"{classes}\n{variable} = np.array([classes.index(word) for word in words({_name(target)})])"
        classes = ", ".join(self.dataset.class_names)
        return f"classes = [{classes}]\n{variable} = np.searchsorted(classes, numbers({_name(target)}))"

    def _method(self) -> str:
        """Return how the rows are shared out."""
        if self.asked.step(Split).method != "automatic":
            return str(self.asked.step(Split).method)
        return "time" if self.asked.step(Window).length else "group" if self.choice.group else "stratified"

    def _split(self) -> str:
        split, method = self.asked.step(Split), self._method()
        if method == "group":
            assert self.choice.group is not None
            read = "numbers" if self.choice.group.kind == "number" else "words"
            found = f"group = {read}({_name(self.choice.group)})\n{splits.by_group(split, self.dataset)}"
        elif method == "time":
            found = splits.in_time(split, self._moments())
        else:
            labels = ""
            if method == "stratified" and self.dataset.task == "classification":
                labels = self.variables[self.choice.targets[0].name]
            found = splits.at_random(split, f"len(columns[{_name(self.used[0])}])", labels)
        return found

    def _order(self) -> str:
        """Return the statement for data that stay on disk, and are read in the order of the file."""
        if not self.dataset.is_stored:
            return ""
        if self._method() == "group":
            return ""
        if self._method() == "time":
            return "validation, test = np.sort(validation), np.sort(test)"
        return splits.IN_FILE_ORDER.format(seed=self.asked.step(Split).seed)

    def _moments(self) -> str:
        moment = self.choice.moment
        if moment is None:
            return f"np.arange(len(columns[{_name(self.used[0])}]))"
        if moment.date_format:
            self.imports.append("from datetime import datetime")
            dates = f"[datetime.strptime(word, {value_text(moment.date_format)}) for word in words({_name(moment)})]"
        else:
            dates = f'[word.removesuffix("Z") or "NaT" for word in words({_name(moment)})]'
        return f'np.argsort(np.array({dates}, "datetime64[s]"), kind="stable")'

    # ---- inputs and targets -------------------------------------------------------------------------------

    def _fitted(self) -> Iterable[str]:
        """Return the functions that are fitted on the training part."""
        numbers = [column for column in self.used if column.kind == "number"]
        is_class = self.dataset.task == "classification"
        if [column for column in numbers if not is_class or column not in self.choice.targets]:
            has_gaps = any(column.num_missing for column in numbers) and self.gaps.numbers != "drop row"
            yield scaled_text(self.scale.method, self.gaps.numbers, has_gaps)
        categories = [each for each in self._input_columns() if each.kind == "category"]
        if any(not uses_index(each, self.encode) for each in categories):
            yield ONE_HOT
        if any(uses_index(each, self.encode) for each in categories):
            yield INDEX
        if any(each.kind == "text" for each in self._input_columns()):
            self.imports += words.IMPORTS
            yield words.word_numbers(self.asked.step(Words))

    def _input_columns(self) -> list[Column]:
        return list(itertools.chain(*self.choice.inputs.values()))

    def _inputs(self) -> str:
        lines = []
        for name, columns in self.choice.inputs.items():
            if len(columns) == 1 and columns[0].kind == "text":
                lines.append(f"{self.variables[name]} = word_numbers(words({_name(columns[0])}))")
                continue
            for column in columns:
                if uses_index(column, self.encode):
                    made = f"indices({_name(column)}, {_categories(column, False)})"
                    lines.append(f"{self.variables[column.name]} = {made}")
            rest = [column for column in columns if not uses_index(column, self.encode)]
            if rest:
                lines.append(f"{self.variables[name]} = {_side_by_side(rest)}")
        return "\n".join([*lines, *self._numbers_to_learn()])

    def _numbers_to_learn(self) -> list[str]:
        if self.dataset.task == "classification":
            return []
        make = "scaled({})" if self.scale.target else 'numbers({})[:, None].astype("float32")'
        return [f"{self.variables[each.name]} = {make.format(_name(each))}" for each in self.choice.targets]

    def _windows(self) -> str:
        window = self.asked.step(Window)
        if not window.length:
            return ""
        lines = [f"{self.variables[name]} = {self.variables[name]}[order[starts[:, None] + np.arange({window.length})]]"
                 for name in self.dataset.inputs]  # fmt: skip
        lines += [f"{self.variables[name]} = {self.variables[name]}[order[starts + reach]]"
                  for name in self.dataset.targets]  # fmt: skip
        stride = "" if window.stride == 1 else (
            f"train, validation, test = (part[::{window.stride}] for part in (train, validation, test))\n"
        )  # fmt: skip
        text = WINDOWS.format(length=window.length, ahead=window.ahead, arrays="\n".join(lines))
        return f"{text}{stride}"


def _name(column: Column) -> str:
    return value_text(column.name)


def _categories(column: Column, is_missing_one: bool = True) -> str:
    """Return the categories as a list; an empty text stands for what is missing."""
    names = [*column.categories, *([""] if is_missing_one and column.num_missing else [])]
    return value_text(names)


def _side_by_side(columns: list[Column]) -> str:
    """Return columns as features next to one another, in their order."""
    parts: list[str] = []
    for kind, group in itertools.groupby(columns, lambda column: column.kind):
        members = list(group)
        if kind == "category":
            parts += [f"one_hot({_name(each)}, {_categories(each)})" for each in members]
        elif len(members) < 3:
            parts += [f"scaled({_name(each)})" for each in members]
        else:
            parts.append("\n    ".join(listed("*map(scaled, [", [each.name for each in members], "])", 84).split("\n")))
    line = f"np.hstack([{', '.join(parts)}])"
    return line if len(line) < 90 and "\n" not in line else "np.hstack([\n    " + ",\n    ".join(parts) + ",\n])"


def _from_last(line: str) -> tuple[bool, str]:
    return line.startswith("from"), line
