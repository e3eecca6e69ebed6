"""Hashes, which prove that a file is the one that was meant."""

from __future__ import annotations

import hashlib
from pathlib import Path

_SHA256_LENGTH = 64


def has_hash(path: Path, expected: str, algorithm: str = "auto") -> bool:
    """Say whether a file has this hash; "auto" knows SHA-256 and MD5 by their length."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, lambda: _hasher(expected, algorithm))
    return found.hexdigest() == expected.lower()


def hash_name(expected: str, algorithm: str = "auto") -> str:
    """Return what the hash is called."""
    return "SHA-256" if _is_sha256(expected, algorithm) else "MD5"


def _hasher(expected: str, algorithm: str) -> hashlib._Hash:
    return hashlib.sha256() if _is_sha256(expected, algorithm) else hashlib.md5(usedforsecurity=False)


def _is_sha256(expected: str, algorithm: str) -> bool:
    if algorithm not in ("auto", "sha256", "md5"):
        raise ValueError(f"hash_algorithm must be 'auto', 'sha256' or 'md5', not {algorithm!r}.")
    return algorithm == "sha256" or (algorithm == "auto" and len(expected) == _SHA256_LENGTH)
