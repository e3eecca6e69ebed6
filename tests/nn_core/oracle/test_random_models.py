"""The live oracle: the same random models here and in real Keras, as many as NN_ORACLE_COUNT says."""

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.nn_core.oracle.comparing import compare_all, double_precision, hand_over, has_no_answer

COUNT = int(os.environ.get("NN_ORACLE_COUNT", "40"))
FIRST = int(os.environ.get("NN_ORACLE_SEED", "0"))

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300 + 5 * COUNT)]


@pytest.fixture(scope="module")
def python_with_keras() -> str:
    """The interpreter that has real Keras: this one, or the one named by NN_PEERS_PYTHON."""
    named = os.environ.get("NN_PEERS_PYTHON")
    if named:
        return named
    if importlib.util.find_spec("keras") is None:
        pytest.skip("real Keras is not installed (the extra 'peers'); NN_PEERS_PYTHON can name a Python that has it")
    return sys.executable


@pytest.fixture(scope="module")
def problems(python_with_keras: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[str]]]:
    folder: Path = tmp_path_factory.mktemp("oracle")
    with double_precision():
        found = hand_over(range(FIRST, FIRST + COUNT), folder)
        yield compare_all(python_with_keras, found, folder, 200 + 3 * COUNT)


def test_random_models_compute_what_they_compute_in_keras(problems: dict[str, list[str]]) -> None:
    differing = {name: each for name, each in problems.items() if each and not has_no_answer(each)}
    assert not differing, "\n".join(f"{name}: {'; '.join(each)}" for name, each in differing.items())


def test_keras_can_compute_most_of_the_models(problems: dict[str, list[str]]) -> None:
    unanswered = [name for name, each in problems.items() if has_no_answer(each)]
    assert len(unanswered) <= COUNT / 4, unanswered
