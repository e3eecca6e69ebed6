"""A long text as Python: windows of characters, and the one that comes next."""

from __future__ import annotations

from pathlib import Path

from designer.data.code.snippet import Asked, Snippet, by_rows, snippet
from designer.data.long_text import MOST_CHARACTERS, TEST_SHARE
from designer.data.steps import Characters, Holdout
from designer.data.text_source import open_text
from nn_core.saving.source.expressions import value_text

TEXT = """
with {opened} as file:
    text = file.read({most})
characters = sorted(set(text))
numbers = np.searchsorted(characters, list(text)).astype("int32")

# Windows of {length} characters, one every {stride}, and the character that comes next.
x = np.lib.stride_tricks.sliding_window_view(numbers, {length})[:-1:{stride}]
y = numbers[{length}::{stride}][: len(x)]

# The end of the text is for the test.
order = np.arange(len(x))
end = len(order) - round(len(order) * {test:g})
start = end - round(len(order) * {validation:g})
train, validation, test = order[:start], order[start:end], order[end:]
"""


def write_characters(asked: Asked) -> Snippet:
    """Return the program for one long text."""
    window = asked.step(Characters)
    with open_text(Path(asked.reference.source)) as (_, _, encoding):
        pass
    is_packed = asked.place.lower().endswith(".gz")
    opener, mode = ("gzip.open", '"rt", ') if is_packed else ("open", "")
    text = TEXT.format(
        opened=f'{opener}({value_text(asked.place)}, {mode}encoding="{encoding}", newline="")',
        most=MOST_CHARACTERS,
        length=window.length,
        stride=window.stride,
        test=TEST_SHARE,
        validation=asked.step(Holdout).validation,
    )
    arrays = by_rows(asked.dataset, {"x": "x", "next": "y"})
    return snippet(text, arrays, *(["import gzip"] if is_packed else []))
