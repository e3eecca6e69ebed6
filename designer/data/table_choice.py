"""Which columns of a table are inputs, which is the target: as chosen, or as one would guess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from designer.data.column import Column
from designer.data.errors import DataError
from designer.data.recipe import Reference
from designer.data.steps import Columns
from designer.data.table import Table

Role = Literal["input", "target", "group", "ignored"]
ROLES: tuple[Role, ...] = get_args(Role)
ROW_NUMBERS = ("id", "index", "no", "no.", "nr", "nr.", "number", "row", "#", "unnamed: 0", "编号", "序号", "行号")
NAMELESS_FIRST = "column_1"  # what pandas writes for its index has no name
_LOOKED_AT = 1000  # rows
USUAL_TARGETS = ("target", "label", "labels", "class", "y", "outcome", "output", "species", "diagnosis", "price")


@dataclass(frozen=True)
class Choice:
    """The columns by what they are for; `inputs` by the name of the model's input."""

    roles: dict[str, Role]
    inputs: dict[str, list[Column]]
    targets: list[Column]
    group: Column | None
    moment: Column | None


def chosen(table: Table, columns: Columns, is_series: bool = False) -> Choice:
    """Return what each column is for; in a series, the numbers to be predicted are seen as well, up to now."""
    roles = roles_of(table, columns)
    by_role = {role: [each for each in table.columns if roles[each.name] == role] for role in ROLES}
    if not by_role["target"]:
        raise DataError("No column is the target: choose in the table of columns what is to be predicted.")
    past = [each for each in by_role["target"] if is_series and each.kind == "number"]
    if not by_role["input"] and not past:
        raise DataError(
            "No column is an input: choose in the table of columns what the network may see, or, if the rows are "
            "moments of a series, in the step Windows how many of them it sees."
        )
    names, inputs = columns.inputs or {}, {}
    for column in by_role["input"]:
        usual = column.name if column.kind == "text" else "x"
        inputs.setdefault(str(names.get(column.name) or usual), []).append(column)
    if past:
        inputs.setdefault(next(iter(inputs), "x"), []).extend(past)
    moment = next((each for each in table.columns if each.kind == "date"), None)
    return Choice(roles, inputs, by_role["target"], next(iter(by_role["group"]), None), moment)


def roles_of(table: Table, columns: Columns) -> dict[str, Role]:
    """Return the role of every column: as chosen, else guessed; dates and names are no inputs by themselves."""
    given = {name: role for name, role in (columns.roles or {}).items() if role in ROLES}
    has_target = "target" in given.values()
    target = None if has_target else _usual_target([each for each in table.columns if each.name not in given])
    roles = {each.name: given.get(each.name) or _usual_role(each, target) for each in table.columns}
    return {**roles, **_without_row_numbers(table, roles, given)}


def _without_row_numbers(table: Table, roles: dict[str, Role], given: dict[str, Role]) -> dict[str, Role]:
    """Leave out a column that only numbers the rows, as long as there is another input: from it nothing is learned."""
    inputs = [each for each in table.columns if roles[each.name] == "input"]
    counting = [each.name for each in inputs if each.name not in given and _numbers_the_rows(each)]
    return dict.fromkeys(counting, "ignored") if len(counting) < len(inputs) else {}


def _numbers_the_rows(column: Column) -> bool:
    if column.kind != "number" or not (column.name.lower() in ROW_NUMBERS or column.name == NAMELESS_FIRST):
        return False
    first = np.asarray(column.values[:_LOOKED_AT])
    return bool(len(first) > 1 and (np.diff(first) == 1).all())


def _usual_role(column: Column, target: Column | None) -> Role:
    if column is target:
        return "target"
    return "ignored" if column.kind == "date" or column.is_identifier else "input"


def _usual_target(columns: list[Column]) -> Column | None:
    able = [each for each in columns if each.kind in ("number", "category")]
    named = [each for each in able if each.name.lower() in USUAL_TARGETS]
    return (named or able[-1:] or [None])[0]  # type: ignore[list-item]


def with_role(reference: Reference, table: Table, name: str, role: Role) -> Reference:
    """Return the reference after a column got another role; a new target takes the place of the old one."""
    now = roles_of(table, reference.step(Columns))
    if role == "target":
        now = {key: "input" if each == "target" else each for key, each in now.items()}
    return reference.with_value(Columns, "roles", {**now, name: role})
