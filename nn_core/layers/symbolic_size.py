"""SymbolicSize: a size nobody knows yet, but one can calculate with: H−2, ⌈W/2⌉, H·W·32."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from nn_core.layers import undecided


@dataclass(frozen=True)
class Factor:
    """A letter, or ⌊size / divisor⌋; two that read the same are the same."""

    text: str
    size: SymbolicSize | None = field(default=None, compare=False)
    divisor: int = field(default=1, compare=False)

    def at(self, sizes: Mapping[str, int]) -> int:
        """Return its value when the letters have these values."""
        return sizes[self.text] if self.size is None else self.size.at(sizes) // self.divisor


Product = tuple[Factor, ...]


@dataclass(frozen=True, eq=False)
class SymbolicSize:
    """A sum of products of letters and rounded quotients, each with a whole number before it, and a whole number.

    Layers calculate with it as with the size itself; what cannot be written so raises TypeError.

    Example:
        >>> height = SymbolicSize.named("H")
        >>> print((height - 3) // 1 + 1, -(-height // 2), height // 2 * 32)
        H−2 ⌈H/2⌉ 32⌊H/2⌋
    """

    terms: tuple[tuple[Product, int], ...]
    constant: int = 0

    @classmethod
    def named(cls, letter: str) -> SymbolicSize:
        """Return the size with this name."""
        return cls((((Factor(letter),), 1),))

    def at(self, sizes: Mapping[str, int]) -> int:
        """Return the number it is when the letters have these values."""
        products = (number * math.prod(each.at(sizes) for each in product) for product, number in self.terms)
        return sum(products) + self.constant

    # ---- arithmetic ---------------------------------------------------------------------------------------

    def __add__(self, other: Any) -> Any:
        if isinstance(other, int):
            return SymbolicSize(self.terms, self.constant + other)
        if not isinstance(other, SymbolicSize):
            return NotImplemented
        terms = dict(self.terms)
        for product, number in other.terms:
            terms[product] = terms.get(product, 0) + number
        return _simplest(terms, self.constant + other.constant)

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, int):
            return _simplest({product: number * other for product, number in self.terms}, self.constant * other)
        if not isinstance(other, SymbolicSize):
            return NotImplemented
        (number, factors), (other_number, other_factors) = self._factored(), other._factored()
        product = tuple(sorted((*factors, *other_factors), key=_in_order))
        return SymbolicSize(((product, number * other_number),))

    def __floordiv__(self, divisor: Any) -> Any:
        if isinstance(divisor, SymbolicSize):
            (number, product), (by, other_product) = self._factored(), divisor._factored()
            return number // by if product == other_product and number % by == 0 else NotImplemented
        if not isinstance(divisor, int) or divisor < 1:
            return NotImplemented
        if self.terms[0][1] < 0:  # ⌊−n/k⌋ = −⌊(n + k − 1)/k⌋, which is −⌈n/k⌉
            return -((divisor - 1 - self) // divisor)
        whole = _simplest({product: number // divisor for product, number in self.terms}, self.constant // divisor)
        return whole + _rounded_down(
            _simplest({product: number % divisor for product, number in self.terms}, self.constant % divisor), divisor
        )

    def __mod__(self, divisor: Any) -> Any:
        return self - self // divisor * divisor

    def __neg__(self) -> Any:
        return self * -1

    def __sub__(self, other: Any) -> Any:
        return self + -other

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    __radd__ = __add__
    __rmul__ = __mul__

    def _factored(self) -> tuple[int, Product]:
        """Return the size as a number times factors: a sum stays together, so that (H−2)·(W−2) can be read."""
        if len(self.terms) == 1 and self.constant == 0:
            product, number = self.terms[0]
            return number, product
        number = math.gcd(self.constant, *(each for _, each in self.terms))
        size = SymbolicSize(tuple((product, each // number) for product, each in self.terms), self.constant // number)
        return number, (Factor(f"({size})", size),)

    # ---- comparing ----------------------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, int | SymbolicSize):
            return NotImplemented
        difference = self - other
        return difference == 0 if isinstance(difference, int) else undecided.is_zero(str(difference), str(-difference))

    def __lt__(self, other: Any) -> bool:
        difference = self - other
        return difference < 0 if isinstance(difference, int) else undecided.is_negative(str(difference))

    def __gt__(self, other: Any) -> bool:
        return bool(-self < -other)

    def __le__(self, other: Any) -> bool:
        return not self > other

    def __ge__(self, other: Any) -> bool:
        return not self < other

    def __bool__(self) -> bool:
        return True  # a tensor has a size of at least 1

    def __hash__(self) -> int:
        return 0 if undecided.is_asking() else hash((self.terms, self.constant))  # let sets ask what is equal

    # ---- reading ------------------------------------------------------------------------------------------

    def __str__(self) -> str:
        text = "".join(self._signed_terms())
        return text.removeprefix("+")

    def _signed_terms(self) -> Iterator[str]:
        for product, number in self.terms:
            sign = "+" if number > 0 else "−"
            if len(product) == 1:
                yield f"{sign}{abs(number) if abs(number) > 1 else ''}{product[0].text}"
            else:
                factors = [each.text for each in product] + [str(abs(number))] * (abs(number) > 1)
                yield sign + "·".join(factors)
        if self.constant:
            yield f"{'+' if self.constant > 0 else '−'}{abs(self.constant)}"

    def __format__(self, spec: str) -> str:
        """Return it as a part of a calculation: a sum in parentheses. What else is wanted is for numbers."""
        is_sum = len(self.terms) + bool(self.constant) > 1
        return f"({self})" if is_sum and spec else str(self)

    def __repr__(self) -> str:
        return str(self)


def _simplest(terms: Mapping[Product, int], constant: int) -> SymbolicSize | int:
    """Return a sum in a fixed order; a plain number if that is all that is left."""
    left = sorted(((product, number) for product, number in terms.items() if number), key=_terms_in_order)
    return SymbolicSize(tuple(left), constant) if left else constant


def _rounded_down(size: SymbolicSize | int, divisor: int) -> Any:
    """Return ⌊size/divisor⌋ for a sum of numbers from 0 to divisor − 1 times something, reduced."""
    if isinstance(size, int):
        return 0
    common = math.gcd(divisor, *(number for _, number in size.terms))
    terms = tuple((product, number // common) for product, number in size.terms)
    size, divisor = SymbolicSize(terms, size.constant // common), divisor // common
    if divisor == 1:
        return size
    inner = size.terms[0][0][0]
    if inner.size is not None and size.terms == (((inner,), 1),):  # ⌊(⌊n/k⌋ + c)/m⌋ = ⌊(n + c·k)/(k·m)⌋
        return (inner.size + size.constant * inner.divisor) // (inner.divisor * divisor)
    return SymbolicSize((((Factor(_quotient_text(size, divisor), size, divisor),), 1),))


def _quotient_text(size: SymbolicSize, divisor: int) -> str:
    """Return ⌊n/k⌋, or ⌈n/k⌉ where that is shorter."""
    is_up = size.constant == divisor - 1
    top = str(SymbolicSize(size.terms) if is_up else size)
    top = top if len(size.terms) == 1 and (is_up or not size.constant) else f"({top})"
    return f"⌈{top}/{divisor}⌉" if is_up else f"⌊{top}/{divisor}⌋"


def _in_order(factor: Factor) -> tuple[bool, str]:
    return factor.size is not None, factor.text


def _terms_in_order(term: tuple[Product, int]) -> tuple[int, list[str]]:
    return -len(term[0]), [factor.text for factor in term[0]]
