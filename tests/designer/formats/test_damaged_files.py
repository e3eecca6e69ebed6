"""Damaged and hostile files: every one ends in one sentence that names it, soon and with little memory, or opens."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from designer.formats.door import open_document
from designer.formats.errors import FormatError
from nn_core.saving import load_model
from tests.damage import damaged_files

resource = pytest.importorskip("resource", reason="Windows does not tell how much memory a process had")
SECONDS, BYTES = 5.0, 200 * 2**20


def memory(who: int) -> int:
    """Return the most memory this process, or one of those it started, ever had."""
    return resource.getrusage(who).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def trial(door: Callable[[Path], object], path: Path) -> str:
    """Open a file; return "" if that went as it should, else what went wrong."""
    start = time.perf_counter()
    try:
        door(path)
        said = f"'{path.name}' opens"
    except FormatError as error:
        said = str(error)
    except Exception as error:
        return f"{path.name}: {type(error).__name__}: {error}"[:300]
    seconds = time.perf_counter() - start
    if f"'{path.name}'" not in said or "\n" in said or len(said) > 1000:
        return f"{path.name}: not one sentence: {said[:300]!r}"
    return f"{path.name}: took {seconds:.1f} seconds" if seconds > SECONDS else ""


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.filterwarnings("ignore:The saved state of the optimizer")
def test_every_damaged_file_ends_in_a_sentence_soon_and_with_little_memory(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = damaged_files(tmp_path)
    start = memory(resource.RUSAGE_SELF)
    wrong: dict[str, str] = {}
    highest = start
    for path in paths:
        for door in (open_document,) if path.suffix == ".nnd" else (open_document, load_model):
            if problem := trial(door, path):
                wrong[path.name] = f"{door.__name__}: {problem}"
        if (now := memory(resource.RUSAGE_SELF)) > max(highest, start + BYTES):
            wrong[path.name] = f"memory grew by {(now - start) / 2**20:.0f} MB"
        highest = max(highest, now)
    helpers = memory(resource.RUSAGE_CHILDREN)  # at least as much as this process had when it started them
    with capsys.disabled():
        print(
            f"\n{len(paths) - len(wrong)} of {len(paths)} damaged files end in one sentence within {SECONDS:g} s; "
            f"memory grew by {(highest - start) / 2**20:.0f} MB"
        )
    assert wrong == {}
    assert len(paths) >= 194
    assert helpers <= max(BYTES, highest)
