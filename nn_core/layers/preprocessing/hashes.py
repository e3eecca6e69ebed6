"""Hashes of words: FarmHash's 64-bit fingerprint and SipHash, the same numbers on every machine and as in Keras.

Both mix the bytes of a word until each of them changes every bit of a number below 2 ** 64.
References: Pike and Alakuijala, "FarmHash" (2014); Aumasson and Bernstein, "SipHash" (2012).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array

BITS = (1 << 64) - 1
K0, K1, K2 = 0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F


def bins_of(words: Array, num_bins: int, salt: Any = None) -> Array:
    """Return for each word of an array a number from 0 to num_bins - 1; `salt`, two numbers, gives other ones."""
    unique, places = np.unique(words, return_inverse=True)
    hashed: Callable[[bytes], int] = farm_hash if salt is None else functools.partial(sip_hash, *salt)
    bins = np.array([hashed(str(word).encode()) % num_bins for word in unique], dtype=np.int64)
    return bins[places].reshape(words.shape)


# ---- FarmHash ---------------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=1 << 16)
def farm_hash(word: bytes) -> int:
    """Return FarmHash's fingerprint of the bytes."""
    size = len(word)
    if size <= 16:
        return _up_to_16(word, size)
    if size <= 32:
        first, second, mul = _ends(word, size)
        return _mixed(first, second, mul)
    return _up_to_64(word, size) if size <= 64 else _longer(word, size)


def _up_to_16(word: bytes, size: int) -> int:
    mul = K2 + 2 * size
    if size >= 8:
        a, b = _number(word, 0) + K2, _number(word, size - 8)
        return _mixed(_turned(b, 37) * mul + a, (_turned(a, 25) + b) * mul, mul)
    if size >= 4:
        first, last = (int.from_bytes(word[at : at + 4], "little") for at in (0, size - 4))
        return _mixed(size + (first << 3), last, mul)
    if size == 0:
        return K2
    low, high = word[0] + (word[size >> 1] << 8), size + (word[-1] << 2)
    return _folded((low * K2 ^ high * K0) & BITS) * K2 & BITS


def _ends(word: bytes, size: int, first_factor: int = K1) -> tuple[int, int, int]:
    """Mix the first and the last 16 bytes."""
    mul = K2 + 2 * size
    a, b = _number(word, 0) * first_factor, _number(word, 8)
    c, d = _number(word, size - 8) * mul, _number(word, size - 16) * K2
    return _turned(a + b, 43) + _turned(c, 30) + d, a + _turned(b + K2, 18) + c, mul


def _up_to_64(word: bytes, size: int) -> int:
    y, second, mul = _ends(word, size, K2)
    z = _mixed(y, second, mul)
    a, e, f = _number(word, 0) * K2, _number(word, 16) * mul, _number(word, 24)
    g, h = (y + _number(word, size - 32)) * mul, (z + _number(word, size - 24)) * mul
    return _mixed(_turned(e + f, 43) + _turned(g, 30) + h, e + _turned(f + a, 18) + g, mul)


def _longer(word: bytes, size: int) -> int:
    x, y = 81, 81 * K1 + 113
    state = ((x * K2 + _number(word, 0)) & BITS, y & BITS, _folded((y * K2 + 113) & BITS) * K2 & BITS, 0, 0, 0, 0)
    for at in range(0, (size - 1) // 64 * 64, 64):
        state = _block(word, at, state, K1, 1)
    x, y, z, v1, v2, w1, w2 = state
    mul = K1 + ((z & 0xFF) << 1)
    w1 += (size - 1) & 63
    v1 += w1
    w1 += v1
    x, y, z, v1, v2, w1, w2 = _block(word, size - 64, (x, y, z, v1, v2, w1, w2), mul, 9)
    first = _mixed(v1, w1, mul) + _folded(y) * K0 + z
    return _mixed(first, _mixed(v2, w2, mul) + x, mul)


def _block(word: bytes, at: int, state: Any, mul: int, weight: int) -> Any:
    """Mix 64 bytes into the state."""
    x, y, z, v1, v2, w1, w2 = state
    x = _turned(x + y + v1 + _number(word, at + 8), 37) * mul & BITS
    y = _turned(y + v2 + _number(word, at + 48), 42) * mul
    x ^= w2 * weight & BITS
    y += v1 * weight + _number(word, at + 40)
    z = _turned(z + w1, 33) * mul
    v1, v2 = _weakly_mixed(word, at, v2 * mul, x + w1)
    w1, w2 = _weakly_mixed(word, at + 32, z + w2, y + _number(word, at + 16))
    return z & BITS, y & BITS, x & BITS, v1, v2, w1, w2


def _weakly_mixed(word: bytes, at: int, a: int, b: int) -> tuple[int, int]:
    w, x, y, z = (_number(word, at + step) for step in (0, 8, 16, 24))
    a += w
    b = _turned(b + a + z, 21)
    total = a + x + y
    return (total + z) & BITS, (b + _turned(total, 44) + a) & BITS


def _mixed(u: int, v: int, mul: int) -> int:
    u, v = u & BITS, v & BITS
    a = _folded((u ^ v) * mul & BITS)
    return _folded((v ^ a) * mul & BITS) * mul & BITS


def _folded(x: int) -> int:
    x &= BITS
    return x ^ (x >> 47)


def _number(word: bytes, at: int) -> int:
    return int.from_bytes(word[at : at + 8], "little")


def _turned(x: int, bits: int) -> int:
    """Rotate 64 bits to the right."""
    x &= BITS
    return (x >> bits | x << (64 - bits)) & BITS


# ---- SipHash ----------------------------------------------------------------------------------------------------


def sip_hash(first_key: int, second_key: int, word: bytes) -> int:
    """Return SipHash-2-4 of the bytes under a key of two numbers."""
    a, b = first_key & BITS, second_key & BITS
    state = (a ^ 0x736F6D6570736575, b ^ 0x646F72616E646F6D, a ^ 0x6C7967656E657261, b ^ 0x7465646279746573)
    rest = len(word) % 8
    padded = word + bytes(7 - rest) + bytes([len(word) & 0xFF])
    for at in range(0, len(padded), 8):
        number = _number(padded, at)
        state = (*state[:3], state[3] ^ number)
        state = _sip_round(*_sip_round(*state))
        state = (state[0] ^ number, *state[1:])
    state = (*state[:2], state[2] ^ 0xFF, state[3])
    for _ in range(4):
        state = _sip_round(*state)
    return state[0] ^ state[1] ^ state[2] ^ state[3]


def _sip_round(a: int, b: int, c: int, d: int) -> tuple[int, int, int, int]:
    a, c = (a + b) & BITS, (c + d) & BITS
    b, d = _turned(b, 51) ^ a, _turned(d, 48) ^ c
    a = _turned(a, 32)
    a, c = (a + d) & BITS, (c + b) & BITS
    b, d = _turned(b, 47) ^ c, _turned(d, 43) ^ a
    return a, b, _turned(c, 32), d
