"""StringLookup and IntegerLookup: vocabularies, unknown tokens, special tokens, and keeping what was learned."""

import json
import re

import numpy as np
import pytest

import nn_core as keras
from nn_core.layers import IntegerLookup, StringLookup

ROWS = np.array([["b", "a", "c"], ["a", "a", "d"], ["c", "", "b"]])


def adapted(cls=StringLookup, data=ROWS, **settings):
    layer = cls(**settings)
    layer.adapt(data)
    return layer


def test_the_most_frequent_come_first_and_equally_frequent_ones_backwards():
    assert adapted().get_vocabulary() == ["[UNK]", "a", "c", "b", "d", ""]
    assert adapted(mask_token="").get_vocabulary() == ["", "[UNK]", "a", "c", "b", "d"]
    assert adapted(max_tokens=3).get_vocabulary() == ["[UNK]", "a", "c"]
    assert adapted(num_oov_indices=2).get_vocabulary(include_special_tokens=False)[0] == "a"


def test_words_become_numbers_and_unknown_ones_0():
    np.testing.assert_array_equal(adapted()([["a", "zebra"]]).value, [[1, 0]])


def test_unknown_words_are_spread_over_several_numbers():
    words = np.array(list(map(str, range(40))))
    assert set(adapted(num_oov_indices=3)(words).value) == {0, 1, 2}
    numbers = IntegerLookup(num_oov_indices=3, vocabulary=[100])(np.array([4, -1, 100]))
    np.testing.assert_array_equal(numbers.value, [1, 2, 3])


def test_the_inverse_gives_the_words_back():
    words = adapted(mask_token="")
    back = StringLookup(vocabulary=words.get_vocabulary(), mask_token="", invert=True)
    np.testing.assert_array_equal(back(words(np.array(["a", "", "zebra", "d"]))).value, ["a", "", "[UNK]", "d"])


def test_vectors_leave_the_mask_out():
    layer = StringLookup(vocabulary=["a", "b"], mask_token="", output_mode="count")
    np.testing.assert_array_equal(layer([["a", "", "a", "x"]]).value, [[1, 2, 0]])
    assert layer([["a"]]).dtype == "float32"


def test_vectors_are_as_long_as_max_tokens_if_asked_for():
    layer = StringLookup(vocabulary=["a"], max_tokens=5, pad_to_max_tokens=True, output_mode="multi_hot")
    np.testing.assert_array_equal(layer([["a"]]).value, [[0, 1, 0, 0, 0]])


def test_rare_words_count_more_by_their_inverse_document_frequency():
    layer = adapted(output_mode="tf_idf")
    weights = dict(zip(layer.get_vocabulary(), layer(np.array([layer.get_vocabulary()])).value[0], strict=True))
    assert weights["d"] == pytest.approx(np.log(1 + 3 / 2))
    assert weights["a"] == pytest.approx(np.log(1 + 3 / 3))
    assert weights["[UNK]"] == pytest.approx(np.mean([weights[word] for word in ("a", "c", "b", "d", "")]))


def test_adapt_starts_anew_and_takes_batches():
    layer = adapted()
    layer.adapt([row] for row in (["x", "y"], ["x", "z"]))
    assert layer.get_vocabulary() == ["[UNK]", "x", "z", "y"]
    layer.adapt(([row] for row in (["x", "y"], ["q", "q"])), steps=1)
    assert "q" not in layer.get_vocabulary()


def test_bytes_and_objects_are_words_too():
    layer = StringLookup(vocabulary=["ä", "b"])
    for words in (np.array(["ä".encode(), b"b"]), np.array(["ä", "b"], dtype=object)):
        np.testing.assert_array_equal(layer(words).value, [1, 2])


@pytest.mark.parametrize("settings", [{}, {"output_mode": "tf_idf"}, {"mask_token": "", "num_oov_indices": 2}])
def test_a_learned_vocabulary_is_in_the_configuration_and_can_be_learned_again(settings):
    layer = adapted(**settings)
    again = StringLookup.from_config(json.loads(json.dumps(layer.get_config())))
    assert again.get_vocabulary() == layer.get_vocabulary()
    np.testing.assert_array_equal(again(ROWS).value, layer(ROWS).value)
    again.adapt(["new"])
    assert "new" in again.get_vocabulary()


def test_a_model_of_words_is_saved_with_its_vocabulary(tmp_path):
    model = keras.Sequential([keras.Input((3,), dtype="string"), adapted(), keras.layers.Embedding(6, 2)])
    model.save(tmp_path / "model.h5")
    again = keras.saving.load_model(tmp_path / "model.h5")
    np.testing.assert_array_equal(again.predict(ROWS, verbose=0), model.predict(ROWS, verbose=0))


def test_a_vocabulary_may_come_from_a_file_but_not_on_behalf_of_a_model(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("ä\nb\n", encoding="utf-8")
    assert StringLookup(vocabulary=str(path)).get_vocabulary() == ["[UNK]", "ä", "b"]
    with pytest.raises(ValueError, match="not opened on behalf of a model"):
        StringLookup.from_config({"vocabulary": str(path)})


def test_special_tokens_may_lead_a_given_vocabulary():
    layer = StringLookup(vocabulary=["", "[UNK]", "a"], mask_token="")
    np.testing.assert_array_equal(layer(["a", "", "q"]).value, [2, 0, 1])


def test_in_a_model_words_are_strings_and_numbers_are_int64():
    words = keras.Input((1,), dtype="string")
    numbers = StringLookup(vocabulary=["a"])(words)
    assert numbers.dtype == "int64"
    assert StringLookup(vocabulary=["a"], invert=True)(numbers).dtype == "string"
    assert StringLookup(vocabulary=["a"], output_mode="one_hot")(words).shape == (None, 2)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: StringLookup()(["a"]), "call adapt(data) first"),
        (lambda: StringLookup(output_mode="one_hot")(keras.Input((1,), dtype="string")), "call adapt(data) first"),
        (lambda: StringLookup(output_mode="onehot"), "Did you mean 'one_hot'"),
        (lambda: StringLookup(vocabulary=["a", "a"]), "repeats 'a'"),
        (lambda: StringLookup(vocabulary=[]), "empty"),
        (lambda: StringLookup(vocabulary=["a", "b"], max_tokens=2), "max_tokens"),
        (lambda: StringLookup(vocabulary=["a", "", "b"], mask_token=""), "special token"),
        (lambda: StringLookup(vocabulary=["a"], num_oov_indices=0)(["q"]), "does not know 'q'"),
        (lambda: StringLookup(vocabulary=["a"], output_mode="tf_idf"), "needs idf_weights"),
        (lambda: StringLookup(vocabulary=["a"], output_mode="tf_idf", idf_weights=[1.0, 2.0]), "for each of 1 tokens"),
        (lambda: StringLookup(vocabulary=["a"], idf_weights=[1.0]), "'tf_idf' only"),
        (lambda: StringLookup(invert=True, output_mode="count"), "invert=True"),
        (lambda: StringLookup(pad_to_max_tokens=True), "needs max_tokens"),
        (lambda: StringLookup(vocabulary=["a"]).adapt(["b"]), "was given its vocabulary"),
        (lambda: StringLookup(mask_token="a").adapt(["a", "a"]), "no data"),
        (lambda: StringLookup(vocabulary=["a"])([1, 2]), "IntegerLookup"),
        (lambda: StringLookup(vocabulary=["a"])([["a"], ["b", "c"]]), "rows of the same length"),
        (lambda: IntegerLookup(vocabulary=[1])(["a"]), "StringLookup"),
        (lambda: IntegerLookup(salt=3), "oov_method='farmhash'"),
        (lambda: IntegerLookup(max_tokens=1), "at least 2"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(make, reason):
    with pytest.raises(ValueError, match=re.escape(reason)):
        make()
