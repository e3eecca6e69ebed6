"""Tables as text."""

import numpy as np

from designer.training.scores.number_table import NumberTable, text_of

TABLE = NumberTable(("class", "recall"), [("a, b", np.float32(0.1)), ('says "c"', 0.25), ("d", np.int64(3))])


def test_a_file_has_commas_and_quotes_where_needed():
    assert TABLE.to_csv() == 'class,recall\n"a, b",0.1\n"says ""c""",0.25\nd,3\n'


def test_the_clipboard_has_tabs():
    assert NumberTable(("a", "b"), [(1, 2.5)]).to_csv("\t") == "a\tb\n1\t2.5\n"


def test_numbers_are_rounded_for_reading_only():
    assert [text_of(value) for value in (0.123456, 12345.6, 1234, "x", np.float32(0.1))] == [
        "0.1235", "12,346", "1,234", "x", "0.1"]  # fmt: skip
