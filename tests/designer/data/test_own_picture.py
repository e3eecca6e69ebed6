"""Pictures of one's own."""

import numpy as np
import pytest
from PIL import Image

from designer.data.dataset import Dataset
from designer.data.errors import DataError
from designer.data.own_picture import fitted, read_picture
from designer.data.sources import load


def photographs():
    values = np.random.default_rng(0).random((20, 6, 6, 3), np.float32)
    return Dataset("Photos", "classification", {"x": values}, {"y": np.zeros(20, int)}, {}, {}, ("a", "b"))


def test_the_middle_is_cut_out_and_brought_to_the_size_of_the_data():
    picture = np.zeros((12, 30, 3))
    picture[:, 9:21] = (0.2, 0.4, 0.6)
    values, text = fitted(picture, photographs(), "x")
    assert values.shape == (6, 6, 3)
    assert values[0, 0].tolist() == pytest.approx([0.2, 0.4, 0.6])
    assert text == "cut to the middle and brought to 6×6 pixels"


def test_ink_on_paper_is_turned_light_on_dark_where_the_data_are():
    paper = np.ones((80, 80, 3))
    paper[20:60, 35:45] = 0
    digits = load("digits")
    values, text = fitted(paper, digits, next(iter(digits.inputs)))
    assert values[0, 0, 0] == 0 and values[4, 4, 0] > 0.4
    assert "light and dark exchanged" in text


def test_a_file_is_read_in_colour(tmp_path):
    Image.new("RGB", (4, 2), (255, 0, 0)).save(tmp_path / "red.png")
    assert read_picture(tmp_path / "red.png")[0, 0].tolist() == [1, 0, 0]


def test_what_is_no_picture_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "a.png").write_text("no picture")
    for name in ("a.png", "gone.png"):
        with pytest.raises(DataError, match=r"\.$"):
            read_picture(tmp_path / name)
