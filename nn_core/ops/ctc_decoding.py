"""Decoding of connectionist temporal classification: the likeliest text behind scores for every moment."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import Tensor, convert_to_numpy
from nn_core.autodiff.tensor import Array

__all__ = ["ctc_decode"]

Prefix = tuple[int, ...]
Score = tuple[float, float]  # logarithms of the probabilities that it ends in a blank, or in its last symbol
NEVER = -np.inf


def ctc_decode(
    inputs: Any,
    sequence_lengths: Any,
    strategy: str = "greedy",
    beam_width: int = 100,
    top_paths: int = 1,
    merge_repeated: bool = True,
    mask_index: int = 0,
) -> tuple[Tensor, Tensor]:
    """Return texts (paths, batch, steps), filled up with -1, and their scores.

    Args:
        inputs: scores before the softmax (batch, steps, classes).
        strategy: "greedy" takes the likeliest symbol of each moment, "beam_search" the likeliest texts.
        mask_index: the class that means nothing.
    """
    scores, lengths = convert_to_numpy(inputs), convert_to_numpy(sequence_lengths).astype(int)
    blank = mask_index % scores.shape[-1]
    if strategy == "greedy":
        texts, values = _greedy(scores, lengths, blank, merge_repeated)
        return Tensor(_filled([texts], scores.shape[1])), Tensor(values.astype(scores.dtype)[:, None])
    if strategy != "beam_search":
        raise ValueError(f"ctc_decode: strategy must be 'greedy' or 'beam_search', not {strategy!r}.")
    shares = scores - np.logaddexp.reduce(scores.astype(float), axis=-1, keepdims=True)
    beams = [_beam(each[:n], blank, beam_width)[:top_paths] for each, n in zip(shares, lengths, strict=True)]
    paths = [[_nth(beam, path)[0] for beam in beams] for path in range(top_paths)]
    values = np.array([[_nth(beam, path)[1] for path in range(top_paths)] for beam in beams])
    return Tensor(_filled(paths, scores.shape[1])), Tensor(values.astype(scores.dtype))


def _nth(beam: list[tuple[Prefix, float]], path: int) -> tuple[Prefix, float]:
    return beam[path] if path < len(beam) else ((), NEVER)


def _greedy(scores: Array, lengths: Array, blank: int, merge_repeated: bool) -> tuple[list[Prefix], Array]:
    best, texts = scores.argmax(axis=-1), []
    for row, length in zip(best, lengths, strict=True):
        before = np.concatenate([[-1], row[: length - 1]])
        is_new = (row[:length] != before) if merge_repeated else np.ones(length, bool)
        texts.append(tuple(row[:length][is_new & (row[:length] != blank)].tolist()))
    is_in_time = np.arange(scores.shape[1]) < lengths[:, None]
    return texts, -(scores.max(axis=-1) * is_in_time).sum(axis=1)


def _beam(shares: Array, blank: int, width: int) -> list[tuple[Prefix, float]]:
    """Return the likeliest texts with the logarithms of their probabilities, the likeliest first."""
    beam: dict[Prefix, Score] = {(): (0.0, NEVER)}
    for moment in shares:
        following: dict[Prefix, Score] = {}
        for prefix, (blanked, symbol) in beam.items():
            whole = np.logaddexp(blanked, symbol)
            last = symbol + moment[prefix[-1]] if prefix else NEVER
            _add(following, prefix, whole + moment[blank], last)
            for each in range(len(moment)):
                if each != blank:  # after the same symbol a new one begins only behind a blank
                    start = blanked if prefix and each == prefix[-1] else whole
                    _add(following, (*prefix, each), NEVER, start + moment[each])
        kept = sorted(following.items(), key=lambda item: -np.logaddexp(*item[1]))[:width]
        beam = dict(kept)
    return [(prefix, float(np.logaddexp(*score))) for prefix, score in beam.items()]


def _add(scores: dict[Prefix, Score], prefix: Prefix, blanked: float, symbol: float) -> None:
    before = scores.get(prefix, (NEVER, NEVER))
    with np.errstate(invalid="ignore"):
        scores[prefix] = (np.logaddexp(before[0], blanked), np.logaddexp(before[1], symbol))


def _filled(paths: list[list[Prefix]], steps: int) -> Array:
    filled = np.full((len(paths), len(paths[0]), steps), -1, np.int32)
    for path, texts in enumerate(paths):
        for row, text in enumerate(texts):
            filled[path, row, : len(text)] = text
    return filled
