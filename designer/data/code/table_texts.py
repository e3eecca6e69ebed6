"""The functions that a program about a table consists of."""

from __future__ import annotations

from designer.data.column_building import MARKS, MISSING
from nn_core.saving.source.expressions import value_text

MISSING_WORDS = f"MISSING = {{{', '.join(map(value_text, sorted(MISSING)))}}}\n"

WORDS = '''

def words(name):
    """Return a column as words."""
    return np.array([{word} for word in columns[name]], object)
'''

ONE_HOT = '''

def one_hot(name, categories):
    """Return a column of 0 and 1 for each category; an empty text stands for what is missing."""
    return np.array([[word == each for each in categories] for word in words(name)], "float32")
'''

INDEX = '''

def indices(name, categories):
    """Return the number of each category, from 1, for an embedding; 0 stands for what is missing."""
    number = {word: at for at, word in enumerate(categories, 1)}
    return np.array([[number.get(word, 0)] for word in words(name)], "int32")
'''

WINDOWS = """
# Windows of {length} rows, whose target lies {ahead} later; each belongs to the part in which its target lies.
order = np.concatenate([train, validation, test])
reach = {length} - 1 + {ahead}
starts = np.arange(len(order) - reach)
{arrays}
ends = np.cumsum([len(train), len(validation)]) - reach
train, validation, test = np.split(starts, ends)
"""

_NUMBERS = '''

def numbers(name):
    """Return a column as numbers{what}."""
{body}
'''

_SCALED = '''

def scaled(name):
    """Return a column as a feature, {what}."""
    values = numbers(name)
{body}
    return {result}[:, None].astype("float32")
'''
_CENTERS = {
    "standardise": ("np.nanmean(values[train])", "np.nanstd(values[train])"),
    "0 to 1": ("np.nanmin(values[train])", "np.nanmax(values[train]) - np.nanmin(values[train])"),
}
_FILLS = {"mean": "np.nanmean(values[train])", "median": "np.nanmedian(values[train])"}
_WHAT = {
    "standardise": "with mean 0 and spread 1 on the training part",
    "0 to 1": "from 0 to 1 on the training part",
    "none": "as it is",
}


def numbers_text(has_gaps: bool, has_infinite: bool, has_decimal_comma: bool, has_marks: bool) -> str:
    """Return the function that turns a column into numbers."""
    word = f're.sub(r"{MARKS}", "", word)' if has_marks else "word"
    if has_decimal_comma or has_marks:
        word += '.replace(",", ".")' if has_decimal_comma else '.replace(",", "")'
    number = f"float({word})"
    if has_gaps:
        number = f"np.nan if word.strip().lower() in MISSING else {number}"
    values = f"np.array([{number} for word in columns[name]])"
    what = "; what is missing is NaN" if has_gaps else ""
    if not has_infinite:
        return _NUMBERS.format(what=what, body=f"    return {values}")
    return _NUMBERS.format(
        what="; what is missing or infinite is NaN",
        body=f"    values = {values}\n    return np.where(np.isinf(values), np.nan, values)",
    )


def scaled_text(method: str, fill: str, has_gaps: bool) -> str:
    """Return the function that fills and scales a column as its training rows say."""
    body, values = [], "values"
    if method in _CENTERS:
        center, spread = _CENTERS[method]
        body.append(f"    center, spread = {center}, {spread}")
    if has_gaps:
        known = "center" if (method, fill) == ("standardise", "mean") else _FILLS.get(fill, "0.0")
        body.append(f"    filled = np.where(np.isnan(values), {known}, values)")
        values = "filled"
    result = values if method not in _CENTERS else f"(({values} - center) / (spread if spread > 1e-12 else 1))"
    text = _SCALED.format(what=_WHAT[method], body="\n".join(body), result=result)
    return text.replace("    values = numbers(name)\n\n", "    values = numbers(name)\n")
