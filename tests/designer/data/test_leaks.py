"""Leaks are found and said; the test part is sealed and looks at it are counted."""

import numpy as np
import pytest

from designer.data.fitting import fit
from designer.data.port import InputPort, OutputPort
from designer.data.seal import count_look, in_words, looks
from designer.data.sources import load
from designer.paths import user_folder


@pytest.fixture
def write(tmp_path):
    def make(header, rows):
        path = tmp_path / "table.csv"
        path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]), encoding="utf-8")
        return str(path)

    return make


@pytest.fixture
def random():
    return np.random.default_rng(0)


def test_a_target_among_the_inputs_is_named(write, random):
    values = random.normal(size=(60, 2))
    path = write("a,b,twice,y", [(a, b, 2 * a + 2 * b, a + b) for a, b in values])
    (warning,) = load(path).warnings
    assert "input 'twice' gives the target 'y' away: their correlation is 1.0000" in warning


def test_a_category_that_stands_for_the_class_is_named(write, random):
    rows = [
        (a, "mb"[label], ("malignant", "benign")[label])
        for a, label in zip(random.normal(size=40), [0, 1] * 20, strict=True)
    ]
    (warning,) = load(write("a,code,diagnosis", rows)).warnings
    assert "input 'code'" in warning


def test_rows_in_both_parts_are_counted(write, random):
    rows = [(a, b, a + b) for a, b in random.normal(size=(30, 2))] * 2
    (warning,) = load(write("a,b,y", rows)).warnings
    assert "test samples are in the training part" in warning


def test_columns_scaled_before_the_split_are_noticed(write, random):
    values = random.normal(5, 2, (200, 3))
    values = (values - values.mean(axis=0)) / values.std(axis=0)
    path = write("a,b,c,y", [(*row, row.sum() ** 2) for row in values])
    assert any("scaled before the split" in warning for warning in load(path).warnings)


def test_sound_data_give_no_warning(write, random):
    path = write("a,b,y", [(a, b, a * b) for a, b in random.uniform(2, 9, (60, 2))])
    assert load(path).warnings == ()


def test_a_look_at_the_test_part_is_counted_and_training_is_none():
    dataset = load("iris")
    fitted = fit(dataset, [InputPort("x", (4,))], [OutputPort("y", (3,), "sparse_categorical_crossentropy")])
    fitted.parts(0.2)
    fitted.test(is_look=False)
    assert looks(dataset) == 0
    assert "nobody has looked yet" in in_words(dataset)
    fitted.test()
    fitted.test()
    assert looks(dataset) == 2
    assert "looked at twice" in in_words(dataset)


def test_looks_that_could_not_be_written_down_are_counted_and_those_after_them_too():
    dataset = load("iris")
    file = user_folder() / "test_looks.json"
    file.mkdir(parents=True)
    assert [count_look(dataset), count_look(dataset), looks(dataset)] == [1, 2, 2]
    file.rmdir()
    assert [count_look(dataset), looks(dataset), count_look(dataset), looks(dataset)] == [3, 3, 4, 4]


def test_looks_are_those_of_the_folder_they_were_counted_in(tmp_path, monkeypatch):
    dataset = load("iris")
    (user_folder() / "test_looks.json").mkdir(parents=True)
    count_look(dataset)
    monkeypatch.setenv("NN_DESIGNER_HOME", str(tmp_path / "another"))
    assert looks(dataset) == 0
