"""The statements of a program that read a table as words: from text, Excel or Parquet, as the window reads them."""

from __future__ import annotations

from designer.data.code.snippet import Asked, listed
from designer.data.table import Table
from designer.data.table_rows import EXCEL_ENDINGS, PARQUET_ENDINGS
from nn_core.saving.source.expressions import value_text

TEXT = """
with {opened} as file:
    rows = [row for row in csv.reader({file}, {delimiter}skipinitialspace=True) if row]
{names}
{left_out}columns = {{name: np.array(column, object) for name, column in zip(names, zip(*rows))}}
"""

BAD_LINES = """rows = [row for row in rows if len(row) == len(names)]  # what is longer or shorter is left out
"""

# A cell of a sheet or a Parquet file becomes the word that a CSV file would have in its place.
EXCEL = """
book = openpyxl.load_workbook({place}, read_only=True, data_only=True)
rows = [["" if cell is None else str(cell) for cell in row] for row in book.worksheets[0].values]
book.close()
rows = [row for row in rows if any(row)]
{names}
columns = {{name: np.array(column, object) for name, column in zip(names, zip(*rows))}}
"""

PARQUET = """
table = parquet.read_table({place})
{names}
columns = {{
    name: np.array(["" if cell is None else str(cell) for cell in column.to_pylist()], object)
    for name, column in zip(names, table.columns)
}}
"""


def reading_of(asked: Asked, table: Table) -> tuple[str, list[str]]:
    """Return the statements that make `columns`, and the lines that import what they use."""
    place = asked.place.lower()
    if place.endswith(EXCEL_ENDINGS):
        text = EXCEL.format(place=value_text(asked.place), names=_names("rows.pop(0)", table))
        return text, ["import openpyxl  # reads Excel files: pip install openpyxl"]
    if place.endswith(PARQUET_ENDINGS):
        text = PARQUET.format(place=value_text(asked.place), names=_names("table.column_names", table))
        return text, ["from pyarrow import parquet  # reads Parquet files: pip install pyarrow"]
    return _text(asked, table)


def _text(asked: Asked, table: Table) -> tuple[str, list[str]]:
    is_packed = asked.place.lower().endswith(".gz")
    opener, mode = ("gzip.open", '"rt", ') if is_packed else ("open", "")
    text = TEXT.format(
        opened=f'{opener}({value_text(asked.place)}, {mode}encoding="{table.layout.encoding}", newline="")',
        delimiter=f"delimiter={value_text(table.layout.separator)}, " if table.layout.separator != "," else "",
        file=f"itertools.islice(file, {remarks}, None)" if (remarks := table.layout.num_remarks) else "file",
        names=_names("rows.pop(0)", table),
        left_out=BAD_LINES if table.layout.has_bad_lines else "",
    )
    return text, ["import csv", *(["import gzip"] if is_packed else []), *(["import itertools"] if remarks else [])]


def _names(in_file: str, table: Table) -> str:
    """Return the statement for the names of the columns: those in the file, or those the window gave them."""
    if table.layout.header == table.names:
        return f"names = {in_file}"
    names = listed("names = [", table.names)
    return f"{in_file}\n{names}" if table.layout.header and in_file.endswith(")") else names
