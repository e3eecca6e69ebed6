"""Tables: what their columns are found to be, and how they become samples."""

import gzip

import numpy as np
import pytest

from designer.data.errors import DataError, MendableError
from designer.data.fitting import fit
from designer.data.port import InputPort, OutputPort
from designer.data.progress import silent
from designer.data.recipe import Reference
from designer.data.sources import load
from designer.data.steps import Columns, Encode, Gaps, Reading, Scale, Split, Window, Words
from designer.data.table import read_table
from designer.data.table_choice import roles_of


@pytest.fixture
def houses(write):
    """Forty houses: two numbers, a category, a date, a sentence, and the price."""
    rows = []
    for n in range(40):
        side, place = ("south", "north")[n % 2], ("sea", "road")[n % 2]
        rows.append(f"{40 + n},{n % 7},{side},2020-01-{1 + n % 28:02},house by the {place},{n * n}")
    return write("area,rooms,side,sold,words,price\n" + "\n".join(rows) + "\n", "houses.csv")


def table_in(path, **reading):
    return read_table(path, Reading(**reading), {}, silent)


def kinds(path, **reading):
    return {column.name: column.kind for column in table_in(path, **reading).columns}


def given(path, *values):
    reference = Reference(str(path))
    for step, name, value in values:
        reference = reference.with_value(step, name, value)
    return load(str(reference))


# ---- reading ----------------------------------------------------------------------------------------------------


def test_the_kind_of_every_column_is_found(houses):
    found = kinds(houses)
    assert found == {
        "area": "number", "rooms": "number", "side": "category", "sold": "date", "words": "category", "price": "number"
    }  # fmt: skip


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(write, separator):
    rows = [("a", "b", "c"), *(("1", "x y", "3"), ("4", "z", "6")) * 5]
    path = write("\n".join(separator.join(row) for row in rows))
    assert [column.name for column in table_in(path).columns] == ["a", "b", "c"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_the_encoding_is_found(write, encoding):
    path = write("größe,straße\n" + "".join(f"{n},Königsallee\n" for n in range(400)), encoding=encoding)
    table = table_in(path)
    assert [column.name for column in table.columns] == ["größe", "straße"]
    assert table.column("straße").categories == ("Königsallee",)


@pytest.mark.parametrize("encoding", ["gbk", "gb2312", "gb18030"])
def test_chinese_as_spreadsheets_write_it_is_read(write, encoding):
    path = write("面积,城市\n" + "".join(f"{n},{'北京' if n % 2 else '上海'}\n" for n in range(40)), encoding=encoding)
    table = table_in(path)
    assert [column.name for column in table.columns] == ["面积", "城市"]
    assert set(table.column("城市").categories) == {"上海", "北京"}


def test_a_packed_table_is_read(tmp_path):
    path = tmp_path / "table.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n3,4\n"))
    assert len(table_in(path)) == 2


def test_a_decimal_comma_is_understood_where_it_is_not_the_separator(write):
    assert table_in(write("a;b\n1,5;2\n2,5;3\n")).column("a").values.tolist() == [1.5, 2.5]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (["$1,200.50", "$3", "n/a", "-$2,000,000"], [1200.5, 3, np.nan, -2e6]),
        (["5 %", "12.5%", "", "0%"], [5, 12.5, np.nan, 0]),
        (["￥1,000", "¥20", "300", "?"], [1000, 20, 300, np.nan]),
    ],
)
def test_marks_of_money_and_shares_and_commas_between_thousands_are_read_over(write, words, numbers):
    rows = [f'"{word}",{number}' for number, word in enumerate(words * 10)]
    column = table_in(write("a,y\n" + "\n".join(rows))).column("a")
    assert column.kind == "number"
    np.testing.assert_array_equal(column.values[:4], numbers)


@pytest.mark.parametrize("words", [["$1.50", "$3"], ["$1,50", "$3"]])
def test_marks_of_money_beside_tabs_have_points_or_commas_before_the_decimals(write, words):
    rows = [f"{word}\t{number}" for number, word in enumerate(words * 10)]
    column = table_in(write("a\ty\n" + "\n".join(rows))).column("a")
    assert (column.kind, column.values[:2].tolist()) == ("number", [1.5, 3.0])


@pytest.mark.parametrize("words", [["3,5", "4,25"], ["1,20,300", "4"], ["12 34", "5"], ["$", "1"]])
def test_what_only_looks_like_a_number_stays_words(write, words):
    rows = [f'"{word}",{number}' for number, word in enumerate(words * 10)]
    assert table_in(write("a,y\n" + "\n".join(rows))).column("a").kind == "category"


def test_marks_that_come_late_in_a_long_file_are_read_over_too(write, monkeypatch):
    monkeypatch.setattr("designer.data.table.CHUNK_ROWS", 20)
    rows = [f'"{"$1,000" if number > 30 else number}",{number}' for number in range(40)]
    column = table_in(write("a,y\n" + "\n".join(rows))).column("a")
    assert (column.kind, column.values[35]) == ("number", 1000)


def test_a_first_line_of_numbers_holds_no_names(write):
    table = table_in(write("1,2\n3,4\n"))
    assert [column.name for column in table.columns] == ["x1", "x2"]
    assert len(table) == 2


def test_names_are_made_distinct(write):
    assert [column.name for column in table_in(write("a,a,\n1,2,3\n4,5,6\n")).columns] == ["a", "a_2", "column_3"]


def test_missing_and_infinite_values_are_counted(write):
    column = table_in(write("a,b\n1,2\nNA,2\n?,2\ninf,2\n")).column("a")
    assert (column.num_missing, column.num_infinite) == (3, 1)
    assert [fact.text for fact in column.facts()[:2]] == ["3 of 4", "1, taken as missing"]


def test_a_column_that_turns_to_words_late_is_read_again_as_categories(write):
    path = write("a,b\n" + "".join(f"{n % 9},1\n" for n in range(25_000)) + "odd,1\n")
    column = table_in(path).column("a")
    assert column.kind == "category"
    assert column.categories == (*"012345678", "odd")


def test_a_long_column_stays_on_disk(write, monkeypatch):
    monkeypatch.setattr("designer.data.column_building.MOST_BYTES", 1000)
    column = table_in(write("a,b\n" + "".join(f"{n},{n % 2}\n" for n in range(45_000)))).column("a")
    assert not isinstance(column.values, np.ndarray)
    assert column.values[[0, 30_000, 44_999]].tolist() == [0, 30_000, 44_999]


def test_statistics_and_a_histogram_come_with_a_column(houses):
    column = table_in(houses).column("price")
    assert {fact.label: fact.text for fact in column.facts()}["Largest"] == "1521"
    assert sum(column.bars()[1]) == 40


# ---- choosing ---------------------------------------------------------------------------------------------------


def test_the_last_number_or_category_is_the_target_and_dates_are_left_out(houses):
    dataset = load(str(houses))
    assert list(dataset.targets) == ["price"]
    assert dataset.feature_names == ("area", "rooms", "side=north", "side=south", "words=house by the road",
                                     "words=house by the sea")  # fmt: skip


@pytest.mark.parametrize(("name", "role"), [("", "ignored"), ("ID", "ignored"), ("编号", "ignored"), ("x", "input")])
def test_a_column_that_only_numbers_the_rows_is_left_out(write, name, role):
    table = table_in(write(f"{name},a,y\n" + "".join(f"{n},{n * 7 % 5},{n % 2}\n" for n in range(30))))
    assert list(roles_of(table, Columns()).values()) == [role, "input", "target"]


def test_a_column_that_numbers_the_rows_stays_where_it_is_all_there_is(write):
    table = table_in(write("id,y\n" + "".join(f"{n},{n * n}\n" for n in range(30))))
    assert roles_of(table, Columns()) == {"id": "input", "y": "target"}


def test_columns_without_a_value_are_named(write):
    table = table_in(write("a,b,c,y\n" + "".join(f"{n},,nan,{n % 2}\n" for n in range(30))))
    assert table.understood.endswith("without what is empty from top to bottom: b, c")


def test_columns_can_go_into_inputs_of_their_own(houses):
    dataset = given(houses, (Columns, "inputs", {"side": "wide", "words": "wide"}))
    assert dataset.input_shapes == {"x": (2,), "wide": (4,)}


def test_another_target_can_be_chosen(houses):
    dataset = given(houses, (Columns, "roles", {"side": "target", "price": "input"}))
    assert dataset.class_names == ("north", "south")


def test_texts_become_padded_numbers_of_words_of_the_training_part(write):
    rows = "".join(f"the film was {'good' if n % 2 else 'bad'} for the {n}th time,{n % 2}\n" for n in range(40))
    dataset = given(write("review,label\n" + rows), (Words, "length", 9))
    assert dataset.input_shapes == {"review": (9,)}
    assert dataset.inputs["review"].dtype == np.int32
    assert "index" not in dataset.feature_names


def test_categories_can_be_numbers_for_an_embedding(houses):
    dataset = given(houses, (Encode, "method", "index"))
    assert dataset.input_shapes["side"] == (1,)
    assert set(np.unique(dataset.inputs["side"])) == {1, 2}


# ---- fitting on the training part only --------------------------------------------------------------------------


def test_scaling_is_fitted_on_the_training_part_only(houses):
    dataset = load(str(houses))
    assert dataset.inputs["x"][:, 0].mean() == pytest.approx(0, abs=1e-6)
    assert abs(dataset.test_inputs["x"][:, 0].mean()) > 1e-3


def test_large_numbers_that_differ_little_keep_their_differences(write):
    dataset = load(write("moment,y\n" + "".join(f"{1_600_000_000 + n},{n % 2}\n" for n in range(50))))
    scaled = np.sort(np.concatenate([dataset.inputs["x"], dataset.test_inputs["x"]])[:, 0])
    spread = dataset.input_scaling["x"].spread[0]
    np.testing.assert_allclose(np.diff(scaled), 1 / spread, rtol=1e-4)
    assert not dataset.warnings


def test_gaps_are_filled_with_the_mean_of_the_training_part(write):
    rows = [f"{n},{n % 2}" for n in range(30)] + [f",{n % 2}" for n in range(10)]
    dataset = given(write("a,y\n" + "\n".join(rows)), (Scale, "method", "none"))
    whole = np.concatenate([dataset.inputs["x"], dataset.test_inputs["x"]])[:, 0]
    values, counts = np.unique(whole, return_counts=True)
    fill = values[counts.argmax()]
    known = dataset.inputs["x"][dataset.inputs["x"][:, 0] != fill, 0]
    assert fill == pytest.approx(known.mean(), rel=1e-4)


def test_rows_with_a_gap_can_be_left_out(write):
    path = write("a,y\n" + "".join(f"{'' if n % 4 == 0 else n},{n % 2}\n" for n in range(40)))
    dataset = given(path, (Gaps, "numbers", "drop row"))
    assert dataset.num_samples + dataset.num_test_samples == 30


def test_the_range_0_to_1_is_that_of_the_training_part(houses):
    x = given(houses, (Scale, "method", "0 to 1")).inputs["x"]
    assert (x.min(), x.max()) == (0, 1)


def test_the_same_recipe_makes_the_same_samples_and_another_seed_others(houses):
    assert load(str(houses)).fingerprint == load(str(houses)).fingerprint
    assert given(houses, (Split, "seed", 1)).fingerprint != load(str(houses)).fingerprint


# ---- parts ------------------------------------------------------------------------------------------------------


def test_a_group_is_never_in_two_parts(write):
    path = write("patient,a,y\n" + "".join(f"p{n % 8},{n},{n}\n" for n in range(80)))
    choices = (Columns, "roles", {"patient": "group"}), (Scale, "method", "none"), (Scale, "target", False)
    dataset = given(path, *choices, (Split, "validation", 0.25))
    groups = [
        set((part["x"][:, 0] % 8).tolist()) for part in (dataset.inputs, dataset.validation_inputs, dataset.test_inputs)
    ]
    assert [len(each) for each in groups] == [4, 2, 2]
    assert len(set.union(*groups)) == 8
    assert "by group, 8 groups kept whole: 50.0% for training, 25.0% for validation" in next(
        fact.text for fact in dataset.steps if fact.label == "Split"
    )


def test_a_validation_part_taken_off_the_training_part_cuts_no_group(write):
    path = write("patient,a,y\n" + "".join(f"p{n % 8},{n},{n}\n" for n in range(80)))
    dataset = given(path, (Columns, "roles", {"patient": "group"}), (Scale, "method", "none"), (Scale, "target", False))
    fitted = fit(dataset, [InputPort("a", (1,))], [OutputPort("y", (1,), "mean_squared_error")])
    for share, num_groups in ((0.2, 1), (0.3, 2), (0.05, 1)):
        groups = [set((inputs[0][:, 0] % 8).tolist()) for inputs, _ in fitted.parts(share)]
        assert [len(each) for each in groups] == [6 - num_groups, num_groups]
        assert not groups[0] & groups[1]
    assert fitted.parts(0.0)[1] is None


def test_in_time_order_the_latest_are_for_the_test(write):
    days = [f"2020-{1 + n // 28:02}-{1 + n % 28:02},{n},{n * 2 + n % 3}" for n in range(60)]
    np.random.default_rng(0).shuffle(days)
    path = write("day,a,y\n" + "\n".join(days))
    dataset = given(path, (Split, "method", "time"), (Split, "validation", 0.1), (Scale, "method", "none"))
    parts = [part["x"][:, 0] for part in (dataset.inputs, dataset.validation_inputs, dataset.test_inputs)]
    assert [len(part) for part in parts] == [42, 6, 12]
    assert parts[0].max() < parts[1].min() < parts[1].max() < parts[2].min()


def test_a_series_becomes_windows_whose_targets_are_later(write):
    path = write("value\n" + "".join(f"{n}\n" for n in range(100)))
    dataset = given(
        path, (Window, "length", 5), (Window, "ahead", 2), (Scale, "method", "none"), (Scale, "target", False)
    )
    assert dataset.inputs["x"][0, :, 0].tolist() == [0, 1, 2, 3, 4]
    assert dataset.targets["value"][0] == 6
    assert dataset.targets["value"].max() < dataset.test_targets["value"].min()


@pytest.mark.parametrize("method", ["random", "stratified", "group"])
def test_windows_over_rows_in_another_order_are_refused_with_what_would_help(write, method):
    path = write("who,value\n" + "".join(f"p{n // 20},{n}\n" for n in range(100)))
    roles = {"who": "group", "value": "target"}
    with pytest.raises(MendableError, match=f"the split '{method}' gives them another order") as caught:
        given(path, (Columns, "roles", roles), (Window, "length", 5), (Split, "method", method))
    assert [remedy.values for remedy in caught.value.remedies] == [{"method": "time"}]


def test_what_is_too_large_is_made_piece_by_piece(houses, monkeypatch):
    whole = load(str(houses))
    monkeypatch.setattr("designer.data.table_dataset.MOST_BYTES", 10)
    pieces = given(houses, (Split, "seed", 1), (Split, "seed", 0), (Words, "num_words", 500))
    assert pieces.is_stored
    assert sorted(map(tuple, pieces.inputs["x"][:].tolist())) == sorted(map(tuple, whole.inputs["x"].tolist()))


def test_samples_on_disk_keep_the_targets_that_are_in_memory(write, monkeypatch):
    path = write("a,b,c,target\n" + "".join(f"{n},{-n},{2 * n},{n}.5\n" for n in range(60)))
    monkeypatch.setattr("designer.data.table_dataset.MOST_BYTES", 300)
    dataset = load(str(path))
    assert dataset.is_stored
    assert isinstance(dataset.targets["target"], np.ndarray)
    order = np.argsort(dataset.inputs["x"][:][:, 0])
    assert (np.diff(dataset.targets["target"][order, 0]) > 0).all()


def test_classes_that_come_late_or_in_a_rhythm_are_found(write, monkeypatch):
    monkeypatch.setattr("designer.data.features.MOST_MEASURED", 100)
    monkeypatch.setattr("designer.data.features._BLOCK", 50)
    rhythm = write("a,y\n" + "".join(f"{n % 11},{int(n % 5 == 4)}\n" for n in range(500)), "rhythm.csv")
    late = write("a,y\n" + "".join(f"{n % 11},{n // 250}\n" for n in range(500)), "late.csv")
    for path in (rhythm, late):
        dataset = load(str(path))
        assert dataset.class_names == ("0", "1")
        assert dataset.inputs["x"].std() == pytest.approx(1, abs=0.2)


# ---- what is wrong with a table ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("a,b\n", "no rows below"),
        ("a,b\n1,2\n3\n4,5\n", "line 3 has 1 values where the first has 2"),
        ("a,b\n1,2\n3\n4\n5,6\n", r"\(1 other line is like that\)"),
        ("a,y\n" + "1,x\n2,x\n" * 10, "one class only, 'x'"),
        ("a,y\n" + "1,3\n2,3\n" * 10, "is 3 in every row"),
        ("a,y\n1,2\n2,1\n", "only 2 usable rows"),
        ("a,b\n,\n,\n", "All values of the table are missing"),
        ("a,b\n" + "x\0y,1\n" * 10, "zero bytes"),
    ],
)
def test_bad_tables_are_refused_in_a_sentence(write, text, sentence):
    with pytest.raises(DataError, match=sentence):
        load(str(write(text)))


def test_the_wrong_encoding_is_named_with_a_remedy(write):
    path = write("größe,b\n1,2\n3,4\n", encoding="cp1252")
    with pytest.raises(DataError, match=r"not written in the encoding utf-8: choose another one"):
        given(path, (Reading, "encoding", "utf-8"))


def test_words_where_numbers_are_wanted_are_shown_with_their_row(write):
    with pytest.raises(DataError, match=r"column 'a' is to hold numbers, but in row 2 there is 'two'"):
        given(write("a,b\n1,2\ntwo,3\n"), (Columns, "kinds", {"a": "number"}))


def test_a_library_that_is_missing_is_named_with_the_reason(write, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(DataError, match=r"openpyxl is needed .*pip install openpyxl"):
        load(str(write("", "table.xlsx")))


def test_a_file_that_is_gone_is_named(tmp_path):
    with pytest.raises(DataError, match=r"gone\.csv cannot be opened"):
        load(str(tmp_path / "gone.csv"))


def test_reading_ends_when_nobody_wants_the_table_any_more(houses):
    class Unwanted(Exception):
        pass

    def report(text, done, total):
        raise Unwanted

    with pytest.raises(Unwanted):
        read_table(houses, Reading(), {}, report)
