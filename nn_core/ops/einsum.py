"""einsum: sums of products, written in Einstein's notation."""

from __future__ import annotations

import math
from typing import Any

from nn_core.ops.linear import matmul
from nn_core.ops.reduction import sum as reduce_sum
from nn_core.ops.shape import ndim, reshape, shape, transpose


def einsum(subscripts: str, *operands: Any) -> Any:
    """Return the sum of products that the letters describe, such as "bij,bjk->bik" for a batch of matrix products.

    Operands are taken together two at a time, each pair as one batch of matrix products.
    """
    terms, output = _read(subscripts, [ndim(x) for x in operands])
    letters, x = terms[0], operands[0]
    for index in range(1, len(terms)):
        later = set("".join(terms[index + 1 :]) + output)
        x, letters = _contract(x, letters, operands[index], terms[index], later)
    x, letters = _sum_out(x, letters, set(output))
    return transpose(x, [letters.index(letter) for letter in output])


def _read(subscripts: str, ndims: list[int]) -> tuple[list[str], str]:
    """Return the letters of each operand and of the result, '...' written out as capital letters not used elsewhere."""
    left, arrow, output = subscripts.replace(" ", "").partition("->")
    terms = left.split(",")
    if len(terms) != len(ndims):
        raise ValueError(f"einsum: {subscripts!r} describes {len(terms)} tensors, but {len(ndims)} were given.")
    spare = [letter for letter in map(chr, range(ord("A"), ord("Z") + 1)) if letter not in subscripts]
    open_axes = [n - len(term) + 3 if "..." in term else 0 for term, n in zip(terms, ndims, strict=True)]
    widest = max(open_axes)
    written = [t.replace("...", "".join(spare[widest - n : widest])) for t, n in zip(terms, open_axes, strict=True)]
    for term, n in zip(written, ndims, strict=True):
        if len(term) != n or len(set(term)) != n:
            raise ValueError(f"einsum: {term!r} in {subscripts!r} must have one different letter for each of {n} axes.")
    if not arrow:
        every = "".join(written)
        output = "..." * bool(widest) + "".join(sorted(x for x in set(every) if every.count(x) == 1 and x not in spare))
    return written, output.replace("...", "".join(spare[:widest]))


def _contract(x1: Any, letters1: str, x2: Any, letters2: str, kept: set[str]) -> tuple[Any, str]:
    """Multiply two operands and sum over the letters that nobody needs later."""
    x1, letters1 = _sum_out(x1, letters1, kept | set(letters2))
    x2, letters2 = _sum_out(x2, letters2, kept | set(letters1))
    both = [letter for letter in letters1 if letter in letters2]
    batch, summed = [x for x in both if x in kept], [x for x in both if x not in kept]
    free1, free2 = [x for x in letters1 if x not in both], [x for x in letters2 if x not in both]
    size = {**dict(zip(letters1, shape(x1), strict=True)), **dict(zip(letters2, shape(x2), strict=True))}
    left = _as_matrices(x1, letters1, (batch, free1, summed), size)
    right = _as_matrices(x2, letters2, (batch, summed, free2), size)
    result = [*batch, *free1, *free2]
    return reshape(matmul(left, right), [size[letter] for letter in result]), "".join(result)


def _as_matrices(x: Any, letters: str, groups: tuple[list[str], list[str], list[str]], size: dict[str, int]) -> Any:
    """Return the operand as a batch of matrices: the letters of each group become one axis."""
    order = [letters.index(letter) for group in groups for letter in group]
    batch, rows, columns = groups
    sizes = [size[letter] for letter in batch]
    sizes += [math.prod(size[letter] for letter in group) for group in (rows, columns)]
    return reshape(transpose(x, order), sizes)


def _sum_out(x: Any, letters: str, kept: set[str]) -> tuple[Any, str]:
    axes = [axis for axis, letter in enumerate(letters) if letter not in kept]
    if not axes:
        return x, letters
    return reduce_sum(x, axis=axes), "".join(letter for letter in letters if letter in kept)
