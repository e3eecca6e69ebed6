"""Changes to the bytes of a file, as accidents and strangers make them; the same seed makes the same ones."""

import random
from collections.abc import Iterator

SPLINTERS = (
    *(b"", b"\0", b"\xff" * 4, b"\0" * 8, b"\x7f\xff\xff\xff", b"PK\x03\x04", b"\x89HDF\r\n\x1a\n", b"nan", b"1e999"),
    *(b"-1", b"9" * 30, b"null", b"[", b"{", b'"', b",", b"\n", b"!!python/name:os.system ''", b"__import__('os')"),
    *(b"lambda x: x", b"../..", b"\xef\xbb\xbf", b"\r\n", b";", b"(", b")" * 50, b"[" * 2000),
)


def mutations(seeds: list[bytes], seed: int) -> Iterator[bytes]:
    """Yield the seeds themselves, then changed ones without end."""
    yield from seeds
    rng = random.Random(seed)
    while True:
        content = bytearray(rng.choice(seeds))
        for _ in range(rng.choice((1, 1, 2, 5, 20))):
            _change(content, rng, seeds)
        yield bytes(content)


def _change(content: bytearray, rng: random.Random, seeds: list[bytes]) -> None:
    if not content:
        content += rng.choice(SPLINTERS)
        return
    at = rng.randrange(min(len(content), 600) if rng.random() < 0.3 else len(content))
    match rng.randrange(8):
        case 0 | 1:
            content[at] ^= 1 << rng.randrange(8)
        case 2:
            content[at] = rng.randrange(256)
        case 3:
            content[at : at + rng.randrange(9)] = rng.choice(SPLINTERS)
        case 4:
            content[at:at] = rng.choice(SPLINTERS)
        case 5:
            del content[at : at + rng.choice((1, 4, 16, 200))]
        case 6:
            start, other = rng.randrange(len(content)), rng.choice(seeds)
            begin = rng.randrange(len(other)) if other else 0
            content[start : start + 32] = other[begin : begin + 32]
        case 7 if rng.random() < 0.2:
            del content[at:]
