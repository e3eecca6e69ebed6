"""The sets of `keras.datasets` as Python: loaded, shuffled, perhaps a part of them, and scaled or padded."""

from __future__ import annotations

from designer.data import keras_sets
from designer.data.code import splits
from designer.data.code.snippet import Asked, Snippet, snippet, together
from designer.data.dataset import Dataset
from designer.data.steps import File, Holdout, Subset, Words
from nn_core.saving.source.expressions import value_text

LOADED = """
(x, y), (x_test, y_test) = keras.datasets.{name}.load_data({arguments})

rng = np.random.default_rng({seed})
order = rng.permutation(len(x)){limit}
x, y = x[order], y[order]
"""
TEST = """
some = np.sort(rng.permutation(len(x_test))[:{num_test}])
x_test, y_test = x_test[some], y_test[some]
"""
PICTURES = "x, x_test = x / np.float32(255), x_test / np.float32(255)"
PADDED = """
x, x_test = (
    keras.utils.pad_sequences(each, maxlen={length}, padding="{padding}", truncating="{padding}")
    for each in (x, x_test)
)
"""
NUMBERS = """
center, spread = x.mean(axis=0), x.std(axis=0)  # of the training part
x, x_test = (x - center) / spread, (x_test - center) / spread
y, y_test = y[:, None], y_test[:, None]
center, spread = y.mean(), y.std()
y, y_test = (y - center) / spread, (y_test - center) / spread
"""


def write_keras_set(asked: Asked) -> Snippet:
    """Return the program for a set of Keras."""
    name, dataset, holdout = asked.reference.source, asked.dataset, asked.step(Holdout)
    parts = [_loaded(asked, name, dataset, holdout.seed), _prepared(asked, name)]
    if holdout.validation:
        labels = "y.ravel()" if dataset.task == "classification" else ""
        parts.append(splits.held_out(holdout, labels))
    rows = {"train": "[train]", "val": "[validation]"} if holdout.validation else {"train": ""}
    ravelled = ".ravel()" if dataset.task == "classification" and name.startswith("cifar") else ""
    arrays = {part: {"x": f"x{at}", "y": f"y{at}{ravelled}"} for part, at in rows.items()}
    arrays["test"] = {"x": "x_test", "y": f"y_test{ravelled}"}
    return snippet(together(parts), arrays)


def _loaded(asked: Asked, name: str, dataset: Dataset, seed: int) -> str:
    path, subset = asked.step(File).path, asked.step(Subset).samples
    arguments = [] if path is None else [f"path={value_text(path)}"]
    if Words in keras_sets.SETS[name].steps:
        arguments.append(f"num_words={asked.step(Words).num_words}")
    text = LOADED.format(
        name=name, arguments=", ".join(arguments), seed=seed, limit=f"[:{subset}]" if subset else ""
    ).strip("\n")
    return text + (TEST.format(num_test=dataset.num_test_samples).rstrip("\n") if subset else "")


def _prepared(asked: Asked, name: str) -> str:
    steps = keras_sets.SETS[name].steps
    if steps is keras_sets.TEXTS:
        words = asked.step(Words)
        return PADDED.format(length=words.length, padding=words.padding)
    return PICTURES if steps is keras_sets.PICTURES else NUMBERS
