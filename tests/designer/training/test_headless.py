"""A model is trained from the command line, without a window, and its run is kept."""

import json
import os
import subprocess
import sys

from designer import app
from designer.archive.archive import RunArchive
from designer.formats.door import save_document
from tests.designer.training.documents import flowers


def told(text):
    return [json.loads(line) for line in text.splitlines()]


def test_another_process_trains_tells_and_keeps_the_run(tmp_path):
    file = tmp_path / "small flowers.nnd"
    save_document(flowers(epochs=1), file)
    command = [sys.executable, "-m", "designer", "--train-run", str(file), "--note", "epochs=1"]
    environment = {**os.environ, "NN_DESIGNER_HOME": str(tmp_path / "home")}
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    epoch, end = told(done.stdout)
    assert epoch == {"epoch": 1, "num_epochs": 1} and end["ending"] == "finished"
    (kept,) = RunArchive(tmp_path / "home" / "runs").all()
    assert (kept.id, kept.title, kept.note, kept.num_epochs) == (end["run"], "small flowers", "epochs=1", 1)
    assert kept.has_weights and "val_loss" in kept.metrics


def test_a_file_that_is_not_there_is_a_sentence(tmp_path, capsys):
    assert app.main(["--train-run", str(tmp_path / "none.nnd")]) == 1
    said = capsys.readouterr()
    assert "There is no file" in said.err and told(said.out)[0]["run"] == ""


def test_a_training_that_cannot_begin_is_a_sentence_and_no_run(tmp_path, capsys):
    file = tmp_path / "flowers.nnd"
    save_document(flowers(losses={"species": "huber_of_nobody"}), file)
    assert app.main(["--train-run", str(file)]) == 1
    said = capsys.readouterr()
    assert "huber_of_nobody" in said.err and "Traceback" not in said.err
    assert RunArchive().all() == []


def test_a_training_that_fails_on_its_way_is_kept_as_far_as_it_came(tmp_path, capsys):
    file = tmp_path / "flowers.nnd"
    save_document(flowers(optimizer="sgd", learning_rate=1e30), file)
    assert app.main(["--train-run", str(file)]) == 1
    end = told(capsys.readouterr().out)[-1]
    assert end["ending"] == "failed" and "no longer a number" in end["sentence"]
    assert [run.id for run in RunArchive().all()] == [end["run"]]
