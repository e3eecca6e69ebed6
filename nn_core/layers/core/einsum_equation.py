"""What the equation of an EinsumDense says about shapes: those of kernel, bias and output."""

from __future__ import annotations

import functools
import math
import re
from dataclasses import dataclass
from typing import Any

Shape = tuple[int | None, ...]

_FORMS = re.compile(
    r"(?P<left>\.\.\.)?(?P<inputs>[a-zA-Z]+)(?P<right>\.\.\.)?,(?P<kernel>[a-zA-Z]+)"
    r"->(?(left)\.\.\.)(?P<output>[a-zA-Z]+)(?(right)\.\.\.)"
)
_DIGITS = "0123456789"  # stand for the axes that '...' leaves unnamed


@dataclass(frozen=True)
class Shapes:
    """The shapes that follow from an equation, and which axes of the kernel lead to inputs and to outputs."""

    kernel: Shape
    bias: Shape | None
    output: Shape
    macs: int | None
    input_axes: tuple[int, ...]
    output_axes: tuple[int, ...]


@functools.lru_cache(maxsize=1000)
def shapes_for(equation: str, bias_axes: str | None, input_shape: Shape, output_shape: Shape) -> Shapes:
    """Return the shapes for an input; ValueError if equation, input and output shape do not fit together."""
    inputs, kernel, output = _letters(equation, len(input_shape))
    given = dict(zip(inputs, input_shape, strict=True))
    wanted = _output_sizes(inputs, output, input_shape, output_shape)
    for letter in inputs:
        if wanted.get(letter) not in (None, given[letter]):
            raise ValueError(
                f"output_shape says {wanted[letter]} for '{letter}' in {equation!r}, but the input {input_shape} "
                f"has {given[letter]} there."
            )
    lost = [letter for letter in output if letter not in inputs + kernel]
    lost += [letter for letter in kernel if letter not in inputs + output]
    lost += [letter for letter in bias_axes or "" if letter not in output]
    if lost:
        raise ValueError(f"the letter '{lost[0]}' stands for nothing: in {equation!r} it has no partner.")
    size = {**given, **{letter: n for letter, n in wanted.items() if n is not None or letter not in given}}
    work = [size[letter] for letter in {*kernel, *output} - {output[0]}]
    return Shapes(
        kernel=tuple(size[letter] for letter in kernel),
        bias=_bias_shape(output, bias_axes, size),
        output=tuple(wanted[letter] for letter in output),
        macs=None if None in work else math.prod(n for n in work if n is not None),
        input_axes=tuple(i for i, letter in enumerate(kernel) if letter not in output),
        output_axes=tuple(i for i, letter in enumerate(kernel) if letter in output),
    )


def _letters(equation: str, ndim: int) -> tuple[str, str, str]:
    """Return the letters of input, kernel and output, the axes behind '...' written out as digits."""
    match = _FORMS.fullmatch(equation.replace(" ", ""))
    if match is None:
        raise ValueError(
            f"equation must say what is multiplied, such as 'abc,cd->abd', '...x,xy->...y' or 'ab...,bc->ac...', "
            f"not {equation!r}."
        )
    unnamed = ndim - len(match["inputs"])
    if unnamed < 0 or (unnamed and not (match["left"] or match["right"])):
        raise ValueError(f"equation {equation!r} is for {len(match['inputs'])} axes, but the input has {ndim}.")
    extra = _DIGITS[:unnamed]
    before, after = (extra, "") if match["left"] else ("", extra)
    return before + match["inputs"] + after, match["kernel"], before + match["output"] + after


def _output_sizes(inputs: str, output: str, input_shape: Shape, output_shape: Shape) -> dict[str, Any]:
    """Return the size of each axis of the output: the batch and unnamed axes as in the input, the rest as stated."""
    sizes: dict[str, Any] = {letter: input_shape[inputs.index(letter)] for letter in output if letter in _DIGITS}
    sizes[output[0]] = input_shape[0]
    named = [letter for letter in output if letter not in sizes]
    if len(named) != len(output_shape):
        raise ValueError(f"output_shape must give {len(named)} sizes (all but the batch), not {output_shape}.")
    return {**sizes, **dict(zip(named, output_shape, strict=True))}


def _bias_shape(output: str, bias_axes: str | None, size: dict[str, Any]) -> Shape | None:
    if not bias_axes:
        return None
    first = min(map(output.index, bias_axes))
    return tuple(size[letter] if letter in bias_axes else 1 for letter in output[first:])
