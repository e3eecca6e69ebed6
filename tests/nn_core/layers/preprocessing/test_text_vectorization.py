"""TextVectorization: standardizing, splitting, n-grams, lengths, and a model that reads texts."""

import json
import re

import numpy as np
import pytest

import nn_core as keras
from nn_core.layers import TextVectorization

TEXTS = ["Hello you, hello", "it's Ärger  ÄRGER\u00a0you", "", "hello HELLO a_b b b"]


def words(**settings):
    layer = TextVectorization(**settings)
    layer.adapt(TEXTS)
    return layer.get_vocabulary()


@pytest.mark.parametrize(
    ("settings", "vocabulary"),
    [
        ({}, ["", "[UNK]", "hello", "b", "Ärger\u00a0you", "Ärger", "you", "its", "ab"]),
        ({"standardize": "lower", "max_tokens": 6}, ["", "[UNK]", "hello", "b", "Ärger\u00a0you", "Ärger"]),
        ({"standardize": None, "max_tokens": 5}, ["", "[UNK]", "hello", "b", "Ärger"]),
        ({"standardize": "strip_punctuation", "max_tokens": 4}, ["", "[UNK]", "hello", "b"]),
        ({"split": "character", "max_tokens": 5}, ["", "[UNK]", " ", "l", "o"]),
        ({"split": None, "max_tokens": 3}, ["", "[UNK]", "its Ärger  Ärger\u00a0you"]),
        ({"ngrams": (2,), "max_tokens": 4}, ["", "[UNK]", "Ärger Ärger\u00a0you", "you hello"]),
        ({"output_mode": "count", "max_tokens": 3}, ["[UNK]", "hello", "b"]),
    ],
)
def test_words_are_cut_and_counted_as_in_keras(settings, vocabulary):
    assert words(**settings) == vocabulary


def test_shorter_texts_are_filled_up_with_0():
    layer = TextVectorization(vocabulary=["red", "green"])
    np.testing.assert_array_equal(layer(["Red, green; blue!", "green", ""]).value, [[2, 3, 1], [3, 0, 0], [0, 0, 0]])


@pytest.mark.parametrize(("length", "row"), [(2, [2, 3]), (4, [2, 3, 1, 0])])
def test_texts_are_cut_or_filled_up_to_a_length(length, row):
    layer = TextVectorization(vocabulary=["red", "green"], output_sequence_length=length)
    np.testing.assert_array_equal(layer([["red green blue"]]).value, [row])
    assert layer(keras.Input((1,), dtype="string")).shape == (None, length)


def test_a_text_on_its_own_gives_its_words():
    np.testing.assert_array_equal(TextVectorization(vocabulary=["red"])("red RED x").value, [2, 2, 1])


def test_ngrams_come_after_single_words():
    layer = TextVectorization(vocabulary=["a", "b", "a b"], ngrams=2)
    np.testing.assert_array_equal(layer(["a b"]).value, [[2, 3, 4]])


def test_words_split_beforehand_are_looked_up_as_they_are():
    layer = TextVectorization(vocabulary=["new york", "rome"], split=None, output_sequence_length=3)
    np.testing.assert_array_equal(layer(np.array([["New York", "Rome"]])).value, [[2, 3, 0]])


def test_functions_of_one_s_own_standardize_and_split():
    def without_digits(texts):
        return np.char.translate(texts, str.maketrans("", "", "0123456789"))

    def at_commas(texts):
        return [text.split(",") for text in texts]

    layer = TextVectorization(vocabulary=["a b", "c"], standardize=without_digits, split=at_commas)
    np.testing.assert_array_equal(layer(["a1 b,c2"]).value, [[2, 3]])
    config = json.loads(json.dumps(layer.get_config()))
    with pytest.raises(ValueError, match="standardize must be"):
        TextVectorization.from_config(config)
    own = {"without_digits": without_digits, "at_commas": at_commas}
    again = keras.layers.deserialize({"class_name": "TextVectorization", "config": config}, custom_objects=own)
    np.testing.assert_array_equal(again(["a1 b,c2"]).value, [[2, 3]])


def test_a_model_that_reads_texts_learns_and_comes_back_from_a_file(tmp_path):
    texts, liked = np.array(["good film", "bad", "very good", "bad bad day"] * 8), np.array([1, 0, 1, 0] * 8)
    layer = TextVectorization(max_tokens=20, output_mode="multi_hot")
    layer.adapt(texts)
    model = keras.Sequential([keras.Input((1,), dtype="string"), layer, keras.layers.Dense(1, activation="sigmoid")])
    model.compile(keras.optimizers.Adam(0.1), "binary_crossentropy", metrics=["accuracy"])
    assert model.fit(texts, liked, epochs=10, verbose=0).history["accuracy"][-1] == 1.0
    model.save(tmp_path / "model.h5")
    again = keras.saving.load_model(tmp_path / "model.h5")
    np.testing.assert_array_equal(again.predict(texts, verbose=0), model.predict(texts, verbose=0))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: TextVectorization()(["a"]), "call adapt(data) first"),
        (lambda: TextVectorization(split="whitespaces"), "Did you mean 'whitespace'"),
        (lambda: TextVectorization(output_mode="count", output_sequence_length=3), "'int' only"),
        (lambda: TextVectorization(ngrams=0), "ngrams must be"),
        (lambda: TextVectorization(ragged=True), "ragged"),
        (lambda: TextVectorization(vocabulary=["a"])([["a", "b"]]), "split=None"),
        (lambda: TextVectorization(vocabulary=["a"])([1.0]), "takes texts"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(make, reason):
    with pytest.raises(ValueError, match=re.escape(reason)):
        make()
