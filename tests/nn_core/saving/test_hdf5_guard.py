"""The guard: another process looks through a foreign HDF5 file, and whatever happens to it ends in a sentence here."""

import io
import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

import nn_core as keras
from nn_core.saving import ModelFileError, hdf5_check, hdf5_guard
from nn_core.saving.process_memory import _said_by_ps
from tests.golden import cases
from tests.nn_core.saving.networks import mlp


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A model as a stranger would send it: a copy, so that nobody remembers writing it."""
    mlp().save(tmp_path / "own.h5")
    (tmp_path / "foreign.h5").write_bytes((tmp_path / "own.h5").read_bytes())
    return tmp_path / "foreign.h5"


def answer(path: Path, member: str) -> str:
    """Return what the other process says of a file."""
    with hdf5_guard._looking(path, member) as process:
        return hdf5_guard._answer(process, path)


def instead_of_the_check(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str) -> None:
    """Let the other process run something that behaves as HDF5 does on a damaged file."""
    script = tmp_path / "script.py"
    script.write_text(code, encoding="utf-8")
    monkeypatch.setattr(hdf5_check, "__file__", str(script))


def test_a_sound_file_is_opened(foreign: Path) -> None:
    assert keras.models.load_model(foreign).count_params() == mlp().count_params()


def test_looking_through_a_file_takes_little_longer_than_starting(foreign: Path) -> None:
    def seconds(work: Callable[[], object]) -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    bare = [sys.executable, "-c", "import h5py"]
    starting, looking = [], []
    for _ in range(3):
        starting.append(seconds(lambda: subprocess.run(bare, check=True)))
        looking.append(seconds(lambda: answer(foreign, "")))
    assert min(looking) < 2 * min(starting) + 0.1  # 0.13 and 0.11 on an idle machine


def test_what_was_looked_through_or_written_here_is_not_looked_through_again(
    foreign: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keras.models.load_model(foreign)
    monkeypatch.setattr(hdf5_guard, "_started", lambda *_: pytest.fail("a process was started"))
    keras.models.load_model(foreign)
    keras.models.load_model(foreign.with_name("own.h5"))


def test_a_file_that_changed_is_looked_through_again(foreign: Path) -> None:
    keras.models.load_model(foreign)
    with h5py.File(foreign, "r+") as file:
        file["elsewhere"] = h5py.ExternalLink("other.h5", "/x")
    with pytest.raises(ModelFileError, match=r"'foreign\.h5'.*links are not followed"):
        keras.models.load_model(foreign)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import os; print('ready', flush=True); os.abort()", "without breaking"),
        ("print('ready')\nraise SystemExit(1)", "without breaking"),
        ("raise SystemExit(0)", "did not start"),
        ("print('ready'); print('Its x is odd.')", "Its x is odd"),
    ],
)
def test_whatever_happens_to_the_other_process_is_a_sentence(
    foreign: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, says: str
) -> None:
    instead_of_the_check(monkeypatch, tmp_path, code)
    with pytest.raises(ModelFileError, match=rf"'foreign\.h5'.*{says}"):
        keras.models.load_model(foreign)


def test_a_process_is_gone_when_the_work_beside_it_fails(foreign: Path) -> None:
    processes = []
    with pytest.raises(KeyError), hdf5_guard._looking(foreign, "") as process:
        processes.append(process)
        raise KeyError
    assert processes[0].poll() is not None


def test_what_is_done_meanwhile_does_not_make_a_damaged_file_sound(
    foreign: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead_of_the_check(monkeypatch, tmp_path, "print('ready')\nprint('It is bad.')")
    done = []
    with pytest.raises(ModelFileError, match="It is bad"), hdf5_guard.checked_meanwhile(foreign):
        done.append(True)
    assert done == [True]


def test_a_process_that_never_ends_is_ended(foreign: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    instead_of_the_check(monkeypatch, tmp_path, "print('ready', flush=True)\nwhile True: pass")
    monkeypatch.setattr(hdf5_guard, "_LONGEST_START", 0.3)
    with pytest.raises(ModelFileError, match="without breaking"):
        keras.models.load_model(foreign)


def test_a_process_that_takes_too_much_memory_is_ended(
    foreign: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead_of_the_check(monkeypatch, tmp_path, "print('ready', flush=True)\nwhile True: pass")
    monkeypatch.setattr(hdf5_guard, "memory_of", lambda process: 10**9)
    with pytest.raises(ModelFileError, match="without breaking"):
        keras.models.load_model(foreign)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows is asked in another way")
def test_the_memory_of_a_process_is_known() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        found = _said_by_ps(process)
        process.communicate(b"\n")
    assert 10**5 < found < 10**9


def test_the_check_ends_itself_where_the_library_hangs(foreign: Path) -> None:
    code = "from nn_core.saving import hdf5_check\nhdf5_check._SECONDS = 0.2\nhdf5_check._limit(0)\nwhile True: pass"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=30, check=False)
    assert done.returncode != 0


# ---- what it finds ----------------------------------------------------------------------------------------------


def found_in(make: Any) -> str:
    """Return what the check says of the file that `make` fills, SOUND if nothing."""
    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        make(file)
    with h5py.File(memory, "r") as file:
        try:
            hdf5_check.look_through(file, len(memory.getbuffer()))
        except hdf5_check.Unsound as error:
            return str(error)
    return hdf5_check.SOUND


def cyclic(file: Any) -> None:
    file.create_group("a/b")
    file["a/b/c"] = file["a"]


def deep(file: Any) -> None:
    file.create_group("/".join("a" * 100))


def virtual(file: Any) -> None:
    layout = h5py.VirtualLayout((4,), "float32")
    layout[:] = h5py.VirtualSource("other.h5", "x", (4,))
    file.create_virtual_dataset("x", layout)


def external(file: Any) -> None:
    file.create_dataset("x", (4,), "float32", external=[("other.raw", 0, 16)])


def large_pieces(file: Any) -> None:
    file.create_dataset(
        "x", (2, 2), "f4", maxshape=(None, None), chunks=(10_000, 10_000), compression="gzip", fillvalue=1
    )
    file["x"][0, 0] = 3


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (cyclic, "contains itself"),
        (deep, "contains itself, or too many"),
        (virtual, "another file"),
        (external, "another file"),
        (large_pieces, "in pieces of more"),
        (lambda file: file.__setitem__("x", h5py.SoftLink("/etc")), "links are not followed"),
        (lambda file: file.__setitem__("x", h5py.ExternalLink("o.h5", "/")), "links are not followed"),
        (lambda file: file.create_dataset("x", (10**9, 10**3), "f4"), "announces 4,000,000,000,000 bytes"),
        (lambda file: file.create_dataset("x", (10**5, 10**5), "f4", chunks=(100, 100)), "announces"),
        (lambda file: file.create_dataset("x", data=np.ones((500, 500)), compression="gzip"), "^sound$"),
        (lambda file: file.create_dataset("x", data=[b"words", b"too"]), "^sound$"),
    ],
)
def test_what_does_not_belong_in_a_file_is_found(make: Any, says: str) -> None:
    assert re.search(says, found_in(make))


def test_a_part_of_an_archive_that_unpacks_to_a_giant_is_not_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.keras", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.weights.h5", bytes(50_000_000))
    assert "would unpack to 50,000,000 bytes" in answer(tmp_path / "bomb.keras", "model.weights.h5")


@pytest.mark.slow
def test_every_recorded_file_is_sound(tmp_path: Path) -> None:
    for case in cases("files"):
        for path in case.write_files(tmp_path).values():
            if path.suffix in (".h5", ".keras"):
                member = "model.weights.h5" if path.suffix == ".keras" else ""
                assert answer(path, member) == hdf5_check.SOUND, f"{case}: {path.name}"


def test_a_program_packed_into_one_file_calls_itself(foreign: Path) -> None:
    from designer.app import CHECK_HDF5

    assert CHECK_HDF5 == hdf5_guard.FLAG
    command = [sys.executable, "-m", "designer", CHECK_HDF5, os.fspath(foreign)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [hdf5_check.READY, hdf5_check.SOUND]
