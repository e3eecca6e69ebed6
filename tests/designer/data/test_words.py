"""Texts as numbers, and back."""

import json

import numpy as np
import pytest

from designer.data.errors import DataError
from designer.data.ranked_words import RankedWords
from designer.data.steps import Words
from designer.data.words import Vocabulary
from nn_core.datasets import imdb

TEXTS = ["a good film", "a bad film", "a film"]


def test_a_sentence_of_ones_own_goes_through_the_vocabulary_of_the_training_part():
    scaling = Vocabulary.of(TEXTS, Words(length=5)).scaling
    (row,) = scaling.encode(["A film, unheard of"])
    assert row.tolist() == [0, 2, 3, 1, 1]  # padded in front; 1: unknown


def test_numbers_are_read_as_words_again_without_the_padding():
    scaling = Vocabulary.of(TEXTS, Words(length=5)).scaling
    assert scaling.decode(scaling.encode(["a good unheard film"])[0]) == "a good [unknown] film"


@pytest.fixture
def ranks(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "datasets").mkdir()
    return tmp_path / "datasets" / "imdb_word_index.json"


def test_the_sets_of_keras_begin_with_a_mark_and_count_ranks_from_three(ranks):
    ranks.write_text(json.dumps({"the": 1, "film": 2, "rare": 90}))
    scaling = RankedWords(imdb, Words(num_words=50, length=6)).scaling("words")
    (row,) = scaling.encode(["The film: rare!"])
    assert row.tolist() == [0, 0, 1, 4, 5, 2]  # rank + 3; too rare: 2
    assert scaling.decode(row) == "the film [unknown]"


def test_without_the_list_of_words_a_sentence_is_refused_with_the_place_for_the_file(ranks):
    scaling = RankedWords(imdb, Words(length=4)).scaling("words")
    with pytest.raises(DataError, match=r"imdb_word_index\.json, is not on this computer"):
        scaling.encode(["the film"])
    assert scaling.decode(np.array([0, 1, 4, 5])) == "4 5"
