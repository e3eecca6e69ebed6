"""IMDB: reviews of films, praise or blame."""

from __future__ import annotations

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.datasets.npz import read_npz
from nn_core.datasets.origin import at_google
from nn_core.datasets.splitting import shuffled
from nn_core.datasets.word_ranks import WordRanks, as_rows, read_word_index
from nn_core.spec.legacy import accepts_old_names

FILES = (
    at_google("imdb.npz", 17_464_789, "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"),
    at_google("imdb_word_index.json", 1_641_221, "bfafd718b763782e994055a2d397834f"),
)


@accepts_old_names
def load_data(
    path: str = "imdb.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return (x_train, y_train), (x_test, y_test): 25,000 reviews each, as lists of word ranks; 1 is praise.

    Args:
        path: name in the cache, or the path of a file of yours.
        num_words: words of this rank and beyond are unknown.
        skip_top: words below this rank are unknown.
        maxlen: reviews of this length or longer are left out.
        seed: decides the order of the reviews.
        start_char: begins every review; 0 is left free for padding.
        oov_char: stands for unknown words; None leaves them out.
        index_from: is added to every rank.
    """
    x_train, y_train, x_test, y_test = read_npz(FILES[0].find(path), "x_train", "y_train", "x_test", "y_test")
    random = np.random.RandomState(seed)
    ranks = WordRanks(num_words, skip_top, maxlen, start_char, oov_char, index_from)
    train, y_train = ranks.marked(*shuffled(x_train, y_train, random))
    test, y_test = ranks.marked(*shuffled(x_test, y_test, random))
    lists = ranks.limited(train + test)
    return (as_rows(lists[: len(train)]), y_train), (as_rows(lists[len(train) :]), y_test)


def get_word_index(path: str = "imdb_word_index.json") -> dict[str, int]:
    """Return the rank of every word, before index_from is added."""
    return dict(read_word_index(FILES[1].find(path)))
