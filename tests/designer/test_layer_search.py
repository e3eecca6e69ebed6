"""Layers are found by letters, by their other names in Keras and by plain words."""

import json

import pytest

from designer.layer_search import find_layers
from designer.model import catalog
from designer.paths import resource

ALL = [cls for listed in catalog.categories().values() for cls in listed]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("conv2d", "Conv2D"),
        ("mp2", "MaxPooling2D"),
        ("MaxPool2D", "MaxPooling2D"),
        ("convolution2d", "Conv2D"),
        ("GlobalAvgPool", "GlobalAveragePooling1D"),
        ("picture to vector", "Flatten"),
        ("fully connected", "Dense"),
        ("word vectors", "Embedding"),
        ("skip connection", "Add"),
        ("overfit", "Dropout"),
        ("divide by 255", "Rescaling"),
    ],
)
def test_the_best_match_comes_first(text, first):
    assert find_layers(text, ALL)[0].__name__ == first


@pytest.mark.parametrize(
    ("text", "rank", "first"),
    [
        ("maxp", 3, "MaxPooling1D"),
        ("maxp", 4, "MaxPooling2D"),
        ("maxp", 5, "MaxPooling3D"),
        ("conv", 4, "Conv2D"),
        ("globala", 4, "GlobalAveragePooling2D"),
        ("conv1d", 4, "Conv1D"),  # who writes a whole name means it
        ("lstm", 2, "LSTM"),
    ],
)
def test_what_takes_the_tensor_comes_first(text, rank, first):
    assert find_layers(text, ALL, rank=rank)[0].__name__ == first


def test_without_letters_what_does_not_take_the_tensor_comes_last():
    found = [cls.__name__ for cls in find_layers("", ALL, ("MaxPooling1D", "Conv2D"), rank=4)]
    assert found[0] == "Conv2D"
    assert found.index("MaxPooling1D") > found.index("MaxPooling2D")


def test_a_name_beats_plain_words():
    assert find_layers("add", ALL)[0].__name__ == "Add"


@pytest.mark.parametrize("path", sorted(resource("search").glob("*.json")), ids=lambda path: path.stem)
def test_plain_words_are_about_layers_there_are(path):
    assert set(json.loads(path.read_text(encoding="utf-8"))) <= {cls.__name__ for cls in ALL}
