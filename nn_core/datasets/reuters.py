"""Reuters: short news of 1987 on 46 topics."""

from __future__ import annotations

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.datasets.npz import read_npz
from nn_core.datasets.origin import at_google
from nn_core.datasets.splitting import check_test_split, shuffled, split
from nn_core.datasets.word_ranks import WordRanks, as_rows, read_word_index
from nn_core.spec.legacy import accepts_old_names

FILES = (
    at_google("reuters.npz", 2_110_848, "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"),
    at_google("reuters_word_index.json", 550_378, "4d44cc38712099c9e383dc6e5f11a921"),
)
TOPICS = """
cocoa grain veg-oil earn acq wheat copper housing money-supply coffee sugar trade reserves ship
cotton carcass crude nat-gas cpi money-fx interest gnp meal-feed alum oilseed gold tin
strategic-metal livestock retail ipi iron-steel rubber heat jobs lei bop zinc orange pet-chem dlr
gas silver wpi hog lead
"""


@accepts_old_names
def load_data(
    path: str = "reuters.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    test_split: float = 0.2,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return (x_train, y_train), (x_test, y_test): 8,982 and 2,246 news as lists of word ranks, and their topics.

    Args:
        path: name in the cache, or the path of a file of yours.
        num_words: words of this rank and beyond are unknown.
        skip_top: words below this rank are unknown.
        maxlen: news of this length or longer are left out.
        test_split: share of the news for the test.
        seed: decides the order of the news.
        start_char: begins every text; 0 is left free for padding.
        oov_char: stands for unknown words; None leaves them out.
        index_from: is added to every rank.
    """
    check_test_split(test_split)
    x, y = read_npz(FILES[0].find(path), "x", "y")
    ranks = WordRanks(num_words, skip_top, maxlen, start_char, oov_char, index_from)
    lists, labels = ranks.marked(*shuffled(x, y, np.random.RandomState(seed)))
    return split(as_rows(ranks.limited(lists)), labels, test_split)


def get_word_index(path: str = "reuters_word_index.json") -> dict[str, int]:
    """Return the rank of every word, before index_from is added."""
    return dict(read_word_index(FILES[1].find(path)))


def get_label_names() -> tuple[str, ...]:
    """Return the names of the topics, in the order of their numbers."""
    return tuple(TOPICS.split())
