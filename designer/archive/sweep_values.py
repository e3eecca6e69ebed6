"""The values of a sweep as a user writes them: `0.1, 0.01`, `16..64 step 16`, `adam, sgd`, `0.0001..0.1 log`."""

from __future__ import annotations

import math
import re
from decimal import Decimal, InvalidOperation

from designer.archive.sweep import MOST_RUNS, Axis, Span, Value

_RANGE = re.compile(r"(?P<first>.+?)\.\.(?P<last>.+?)(?:\s+step\s+(?P<step>.+))?")
_SPAN = re.compile(r"(?P<low>[^,]+?)\.\.(?P<high>[^,]+?)\s+(?P<way>log|uniform)", re.IGNORECASE)


def parse_axis(target: str, text: str) -> Axis:
    """Return what is written for a target: a span to draw from, or values; ValueError says what cannot be read."""
    found = _SPAN.fullmatch(text.strip())
    return Axis(target, parse_values(text)) if found is None else Axis(target, span=_span(found, text.strip()))


def is_span(text: str) -> bool:
    """Say whether values are to be drawn from a span."""
    return _SPAN.fullmatch(text.strip()) is not None


def _span(found: re.Match[str], text: str) -> Span:
    ends, is_log = [_value(found[name].strip()) for name in ("low", "high")], found["way"].lower() == "log"
    low, high = ends
    if isinstance(low, str) or isinstance(high, str) or not low < high:
        raise ValueError(f"“{text}” is no range: write the lowest and the highest number, as 0.0001..0.1 log.")
    if is_log and low <= 0:
        raise ValueError(f"“{text}” begins at {low}, but a logarithmic range has only numbers above 0.")
    return Span(low, high, is_log, isinstance(low, int) and isinstance(high, int))


def parse_values(text: str) -> tuple[Value, ...]:
    """Return the values in a text, each once; ValueError says what cannot be read."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return tuple(dict.fromkeys(value for part in parts for value in _values_in(part)))


def _values_in(part: str) -> list[Value]:
    found = _RANGE.fullmatch(part)
    if found is None:
        return [_value(part)]
    try:
        first, last, step = Decimal(found["first"]), Decimal(found["last"]), Decimal(found["step"] or 1)
        is_sound = all(number.is_finite() for number in (first, last, step)) and step != 0
    except InvalidOperation:
        is_sound = False
    if not is_sound or (last - first) / step < 0:
        raise ValueError(f"“{part}” is no range: write the first and the last value and the step, as 16..64 step 16.")
    num_values = int((last - first) / step) + 1  # in decimals 0.1..0.3 step 0.1 reaches its end
    if num_values > MOST_RUNS:
        raise ValueError(
            f"“{part}” has {num_values:,} values; a sweep has at most {MOST_RUNS} runs. Take a wider step."
        )
    return [_value(str(first + number * step)) for number in range(num_values)]


def _value(text: str) -> Value:
    """Return a text as a whole number, else as a number, else as it is: the name of an optimizer."""
    for read in (int, float):
        try:
            number = read(text)
        except ValueError:
            continue
        if math.isfinite(number):
            return number
        raise ValueError(f"“{text}” is no number to train with.")
    return text
