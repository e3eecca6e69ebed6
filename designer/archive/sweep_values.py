"""The values of a sweep as a user writes them: `0.1, 0.01`, `16..64 step 16`, `adam, sgd`."""

from __future__ import annotations

import math
import re
from decimal import Decimal, InvalidOperation

from designer.archive.sweep import MOST_RUNS, Value

_RANGE = re.compile(r"(?P<first>.+?)\.\.(?P<last>.+?)(?:\s+step\s+(?P<step>.+))?")


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
