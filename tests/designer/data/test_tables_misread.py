"""Tables written in another way than it seems: other encodings and separators, remarks above them, plain texts."""

import pytest

from designer.data.errors import DataError
from designer.data.first_lines import separator_of
from designer.data.progress import silent
from designer.data.recipe import Reference
from designer.data.remedies import remedies_for
from designer.data.sources import load, steps_of
from designer.data.steps import Reading
from designer.data.table import read_table


def table_in(path, **reading):
    return read_table(path, Reading(**reading), {}, silent)


ROWS = "".join(f"{n},{n % 7},{'ab'[n % 2]}\n" for n in range(40))


def remedied(path, *values):
    """Return what is offered for a file that is refused, by the text on the button, and the reference with it."""
    reference = Reference(str(path))
    for step, name, value in values:
        reference = reference.with_value(step, name, value)
    with pytest.raises(DataError):
        load(str(reference))
    return {each.text: str(each.applied(reference)) for each in remedies_for(str(reference))}


def test_a_letter_beyond_utf_8_far_below_is_read_in_another_encoding_at_once(write):
    plain = "".join(f"{n},place,{'ab'[n % 2]}\n" for n in range(60_000))
    path = write(f"a,b,y\n{plain}1,größe,a\n", encoding="cp1252")
    table = load(str(path)).table
    assert table.layout.encoding == "cp1252"
    assert "größe" in table.column("b").categories


def test_chinese_far_below_is_read_as_chinese_at_once(write):
    plain = "".join(f"{n},place,{'ab'[n % 2]}\n" for n in range(60_000))
    path = write(f"a,b,y\n{plain}1,北京,a\n", encoding="gb18030")
    assert "北京" in load(str(path)).table.column("b").categories


def test_a_separator_that_seems_right_at_first_gives_way_to_one_that_fits_the_whole_file(write):
    lines = "".join(f"{n},5;{n % 7},5;{'ab'[n % 2]}\n" for n in range(60))
    path = write(f"a,b;c,d;y\n{lines}61;3,5;a\n62;7;b\n")
    assert separator_of((path.read_text(encoding="utf-8")).splitlines()[:50]) in ",;"
    assert load(str(path)).table.layout.separator == ";"


def test_an_encoding_somebody_chose_is_not_changed_but_the_right_one_is_offered(write):
    path = write("größe,b,art\n" + ROWS, encoding="cp1252")
    offered = remedied(path, (Reading, "encoding", "utf-8"))
    assert list(offered) == ["Read as cp1252"]
    assert load(offered["Read as cp1252"]).table.names == ("größe", "b", "art")


def test_a_separator_somebody_chose_is_not_changed_but_the_right_one_is_offered(write):
    path = write("a;b;y\n" + ROWS.replace(",", ";").replace("7;", "7,5;"))
    offered = remedied(path, (Reading, "separator", ","))
    assert load(offered["Separate by Semicolon"]).table.names == ("a", "b", "y")


def test_lines_of_another_length_are_counted_and_may_be_left_out(write):
    path = write("a,b,y\n" + ROWS + "1,2\n" + ROWS + "1,2,3,a\n")
    with pytest.raises(DataError, match=r"line 42 has 2 values where the first has 3 \(1 other line is like that\)"):
        load(str(path))
    dataset = load(remedied(path)["Leave Out 2 Lines"])
    assert len(dataset.table) == 80
    assert "without 2 lines of another length" in dataset.table.understood


def test_lines_of_another_length_are_not_left_out_where_they_are_most(write):
    assert remedied(write("a,b,y\n" + "1,2,3,4\n1,2\n" * 20 + "1,2,x\n")) == {}


# ---- remarks, and texts that are tables ---------------------------------------------------------------------------


REMARKS = "# Measured in Bremen, 2019\n#\n# by hand\n"


def test_remarks_above_a_table_are_passed_over(write):
    table = table_in(write(REMARKS + "a,b,y\n" + ROWS))
    assert table.names == ("a", "b", "y") and len(table) == 40


def test_names_in_the_last_remark_are_names(write):
    assert table_in(write(REMARKS + "# a,b,y\n\n" + ROWS)).names == ("a", "b", "y")
    blanks = write("# time speed\n" + "".join(f" {n}   {n * n}\n" for n in range(20)), "blanks.csv")
    assert table_in(blanks).names == ("time", "speed")


def test_a_first_column_called_number_sign_is_no_remark(write):
    table = table_in(write("#,town,y\n" + "".join(f"{n},Rome,{n * n}\n" for n in range(20))))
    assert table.names[1:] == ("town", "y") and len(table) == 20
    assert table_in(write("#name,town\n" + "Ann,Rome\nBob,Paris\n" * 9)).names == ("name", "town")


def test_a_remark_without_names_leaves_the_table_without_names(write):
    assert table_in(write("# by hand\n" + "1,2\n3,4\n" * 9)).names == ("x1", "x2")


def test_a_short_line_below_remarks_is_named_by_its_number_in_the_file(write):
    with pytest.raises(DataError, match="line 6 has 1 values"):
        load(str(write(REMARKS + "a,b\n1,2\n3\n4,5\n")))


@pytest.mark.parametrize("separator", [" ", "\t", ",", ";"])
@pytest.mark.parametrize("head", ["", "# by hand\n", "a{0}b{0}c\n"])
def test_a_text_file_of_separated_numbers_is_a_table(write, separator, head):
    rows = "".join(separator.join((str(n), f"{n * n / 8}", str(n % 2))) + "\n" for n in range(30))
    path = write(head.format(separator) + rows, "numbers.txt")
    assert len(load(str(path)).table.names) == 3
    assert steps_of(str(path))[0] is Reading


def test_a_text_of_words_stays_a_text(write):
    words = "One two, three four, five.\nSix seven, eight nine, ten.\n" * 30
    assert load(str(write(words, "words.txt"))).table is None
    assert load(str(write("12 apples and 7 pears\n9 apples and 2 plums\n" * 30, "few.txt"))).table is None
