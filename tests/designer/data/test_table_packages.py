"""Tables in files that need a package of their own: read where the package is installed."""

from pathlib import Path

import pytest

from designer.data.sources import load

COLOURS, SPECIES = ["red", "blue"] * 20, ["a", "b"] * 20
HEIGHTS = [1.5 + row / 10 for row in range(40)]


def kinds_in(path: Path) -> dict[str, str]:
    table = load(path).table
    return {column.name: column.kind for column in table.columns}


def test_a_sheet_of_excel_is_a_table(tmp_path):
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl, which reads Excel files, is not installed")
    book = openpyxl.Workbook()
    book.active.append(["height", "colour", "species"])
    for row in zip(HEIGHTS, COLOURS, SPECIES, strict=True):
        book.active.append(row)
    book.save(tmp_path / "plants.xlsx")
    assert kinds_in(tmp_path / "plants.xlsx") == {"height": "number", "colour": "category", "species": "category"}


def test_a_parquet_file_is_a_table_and_may_have_gaps(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow, which reads Parquet files, is not installed")
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow, which reads Parquet files, is not installed")
    counts = [None if row % 7 == 0 else row for row in range(40)]
    columns = {"height": HEIGHTS, "colour": COLOURS, "count": counts, "species": SPECIES}
    parquet.write_table(pyarrow.table(columns), tmp_path / "plants.parquet")
    expected = {"height": "number", "colour": "category", "count": "number", "species": "category"}
    assert kinds_in(tmp_path / "plants.parquet") == expected
