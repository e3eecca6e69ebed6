"""A run is in the archive even if its process dies in the middle of it."""

import os
import signal
import subprocess
import sys

import pytest

from designer.archive.archive import RunArchive
from designer.archive.draft import RunDraft
from designer.archive.underway import ENDING, Underway
from designer.training.run import Order
from designer.training.run_keeper import RunKeeper
from tests.designer.training.documents import flowers


@pytest.fixture
def archive(tmp_path):
    return RunArchive(tmp_path)


@pytest.fixture
def draft():
    return RunDraft(Order.of(flowers(epochs=9)), "flowers", 67, 1)


def fresh(archive):
    """Return the archive as another process finds it."""
    return RunArchive(archive.root)


def die(draft):
    """Let go of what the system lets go of when a process ends."""
    draft._underway._lock.release()


def test_what_a_dead_process_wrote_down_becomes_a_run(archive, draft):
    draft.write_begin(archive)
    for losses in ([3.0], [1.0, 2.0]):
        draft.extend({"loss": losses})
        draft.write_epochs()
    die(draft)
    (run,) = fresh(archive).all()
    assert (run.ending, run.curves, run.best_epoch, run.has_weights) == ("interrupted", {"loss": [3, 1, 2]}, 2, False)
    assert run.sentence.startswith("The program came to a sudden end after 3 epochs of this training")
    assert fresh(archive).model(run).graph == draft.order.graph
    assert not list(archive.root.glob("*" + ENDING))


def test_a_run_that_goes_on_is_left_alone(archive, draft):
    draft.write_begin(archive)
    draft.extend({"loss": [1.0]})
    draft.write_epochs()
    assert fresh(archive).all() == []
    assert (draft._underway.folder / "epochs.jsonl").is_file()
    draft.forget()


def test_a_line_cut_off_by_the_end_does_not_count(archive, draft):
    draft.write_begin(archive)
    draft.extend({"loss": [1.0]})
    draft.write_epochs()
    with (draft._underway.folder / "epochs.jsonl").open("a") as file:
        file.write('{"loss": [0.')
    die(draft)
    assert fresh(archive).all()[0].curves == {"loss": [1.0]}


def test_lines_of_an_earlier_version_are_read_as_well(archive, draft):
    draft.write_begin(archive)
    (draft._underway.folder / "epochs.jsonl").write_text('{"loss": [0.5, 0.25]}\n')
    die(draft)
    assert fresh(archive).all()[0].curves == {"loss": [0.5, 0.25]}


def test_a_run_without_an_epoch_was_none(archive, draft):
    draft.write_begin(archive)
    die(draft)
    assert fresh(archive).all() == []
    assert not list(archive.root.glob("*" + ENDING))


def test_a_run_that_is_kept_is_no_longer_under_way(archive, draft):
    draft.write_begin(archive)
    draft.extend({"loss": [1.0]})
    draft.keep(archive, draft.receipt("finished", "Finished after 1 epoch."), {})
    assert [run.ending for run in fresh(archive).all()] == ["finished"]
    assert not list(archive.root.glob("*" + ENDING))


def test_a_disk_that_refuses_does_not_disturb_the_run(tmp_path):
    (tmp_path / "runs").write_text("this is a file")
    underway = Underway(tmp_path / "runs", "one")
    underway.begin(RunDraft(Order.of(flowers()), "flowers", 67, 1).receipt("interrupted", ""), flowers())
    underway.append({"loss": [1.0]})
    assert not underway.is_ready


DYING = """
import sys
from PySide6.QtCore import QCoreApplication
from designer.training.session import TrainingSession
from tests.designer.training.documents import flowers
application, session = QCoreApplication([]), TrainingSession()
session.progress.connect(lambda news: print(max(news.new_epochs.get("loss", ([0], []))[0]), flush=True))
session.start(flowers(epochs=100_000))
application.exec()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be killed by a signal there")
def test_a_program_killed_in_a_training_leaves_the_run_with_its_curves(qtbot):
    with subprocess.Popen([sys.executable, "-c", DYING], env=dict(os.environ), stdout=subprocess.PIPE) as process:
        seen = 0
        while seen < 40:
            seen = max(seen, int(process.stdout.readline()))
        for _ in range(15):  # more than a second, so that the last look was written down
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    keeper = RunKeeper()
    with qtbot.waitSignal(keeper.listed) as listed:
        keeper.list_runs()
    (run,) = listed.args[0].records
    assert run.ending == "interrupted"
    assert run.num_epochs >= seen
    assert run.settings["epochs"] == 100_000 and run.seed == 1
