"""Texts, sequences and pictures as arrays."""

import numpy as np
import pytest

from nn_core.preprocessing import image, sequence, text


def test_sequences_are_filled_up_in_front_or_behind():
    lists = [[1], [2, 3, 4]]
    assert sequence.pad_sequences(lists).tolist() == [[0, 0, 1], [2, 3, 4]]
    assert sequence.pad_sequences(lists, padding="post", value=-1).tolist() == [[1, -1, -1], [2, 3, 4]]
    assert sequence.pad_sequences(lists, maxlen=2).tolist() == [[0, 1], [3, 4]]
    assert sequence.pad_sequences(lists, maxlen=2, truncating="post", dtype="float32").tolist() == [[0, 1], [2, 3]]
    assert sequence.pad_sequences([[], [[1, 2]]]).shape == (2, 1, 2)


def test_sequences_that_are_none_are_refused():
    with pytest.raises(ValueError, match="a list of lists, but one of them is 3"):
        sequence.pad_sequences([[1], 3])
    with pytest.raises(ValueError, match="padding must be 'pre' or 'post', not 'left'"):
        sequence.pad_sequences([[1]], padding="left")
    with pytest.raises(ValueError, match="do not fit"):
        sequence.pad_sequences([[1], [[1, 2]]])


def test_windows_of_a_series_come_with_what_follows():
    series = np.arange(10)
    windows = sequence.TimeseriesGenerator(series, series, length=3, batch_size=4)
    x, y = windows[0]
    assert len(windows) == 2
    assert x.tolist() == [[0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5]]
    assert y.tolist() == [3, 4, 5, 6]
    x, y = sequence.TimeseriesGenerator(series, series, length=4, sampling_rate=2, stride=3, reverse=True)[0]
    assert x.tolist() == [[2, 0], [5, 3]]
    assert y.tolist() == [4, 7]
    with pytest.raises(ValueError, match="no window of length 12"):
        sequence.TimeseriesGenerator(series, series, length=12)
    with pytest.raises(ValueError, match="hold 10 and 9 rows"):
        sequence.TimeseriesGenerator(series, series[1:], length=2)


def test_words_are_numbered_by_how_often_they_occur():
    tokenizer = text.Tokenizer()
    tokenizer.fit_on_texts(["The cat sat.", "The dog sat, the end!"])
    assert tokenizer.word_index == {"the": 1, "sat": 2, "cat": 3, "dog": 4, "end": 5}
    assert tokenizer.texts_to_sequences(["the DOG ran"]) == [[1, 4]]
    assert tokenizer.sequences_to_texts([[1, 3]]) == ["the cat"]
    assert (tokenizer.document_count, tokenizer.index_docs[1]) == (2, 2)


def test_rare_and_unknown_words_become_the_word_for_them_or_vanish():
    texts = ["a a a b b c"]
    plain, marked = text.Tokenizer(num_words=3), text.Tokenizer(num_words=3, oov_token="?")
    for tokenizer in (plain, marked):
        tokenizer.fit_on_texts(texts)
    assert plain.texts_to_sequences(["a b c d"]) == [[1, 2]]
    assert marked.texts_to_sequences(["a b c d"]) == [[2, 1, 1, 1]]


@pytest.mark.parametrize(
    ("mode", "row"),
    [("binary", [0, 1, 1]), ("count", [0, 2, 1]), ("freq", [0, 2 / 3, 1 / 3])],
)
def test_texts_become_rows_with_an_entry_for_each_word(mode, row):
    tokenizer = text.Tokenizer()
    tokenizer.fit_on_texts(["a a b"])
    np.testing.assert_allclose(tokenizer.texts_to_matrix(["a a b"], mode), [row])


def test_tfidf_lowers_words_that_are_everywhere():
    tokenizer = text.Tokenizer()
    tokenizer.fit_on_texts(["a b", "a c"])
    (row,) = tokenizer.texts_to_matrix(["a b"], "tfidf")
    assert row[1] == pytest.approx(np.log(1 + 2 / 3))
    assert row[2] == pytest.approx(np.log(1 + 2 / 2))
    with pytest.raises(ValueError, match="mode must be"):
        tokenizer.texts_to_matrix(["a"], "often")
    with pytest.raises(ValueError, match="no vocabulary yet"):
        text.Tokenizer().texts_to_matrix(["a"])


def test_a_tokenizer_survives_as_json():
    tokenizer = text.Tokenizer(char_level=True)
    tokenizer.fit_on_texts(["abba"])
    again = text.tokenizer_from_json(tokenizer.to_json())
    assert again.texts_to_sequences(["ab"]) == tokenizer.texts_to_sequences(["ab"])
    assert again.get_config() == tokenizer.get_config()


def test_hashed_words_are_the_same_in_every_run():
    assert text.one_hot("a cat a", 10) == text.one_hot("a cat a", 10)
    assert all(0 < n < 10 for n in text.one_hot("one two three four five", 10))
    assert text.hashing_trick("a b", 50, hash_function=len) == [2, 2]
    assert text.text_to_word_sequence("One, TWO") == ["one", "two"]


def test_pictures_become_arrays_and_arrays_pictures(tmp_path):
    array = np.arange(12, dtype="float32").reshape(2, 2, 3) * 20
    image.save_img(tmp_path / "p.png", array, scale=False)
    picture = image.load_img(tmp_path / "p.png")
    np.testing.assert_array_equal(image.img_to_array(picture), array)
    assert image.img_to_array(picture, data_format="channels_first").shape == (3, 2, 2)
    assert image.load_img(tmp_path / "p.png", color_mode="grayscale", target_size=(4, 6)).size == (6, 4)
    stretched = image.img_to_array(image.array_to_img(np.array([[[0.0], [1.0]]])))
    assert stretched.ravel().tolist() == [0.0, 255.0]


def test_pictures_that_are_none_are_refused(tmp_path):
    with pytest.raises(ValueError, match="color_mode must be"):
        image.load_img("p.png", color_mode="blue")
    with pytest.raises(ValueError, match="array with 3 axes"):
        image.array_to_img(np.zeros(3))
    with pytest.raises(ValueError, match="1, 3 or 4 channels, not 2"):
        image.array_to_img(np.zeros((2, 2, 2)))
