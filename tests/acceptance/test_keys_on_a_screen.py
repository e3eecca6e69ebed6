"""The program on a real X screen, with keys that come from outside: models are drawn and saved without a mouse."""

import os
import shutil
import subprocess
import sys
import time

import pytest

from designer.formats.project import read_project, write_project
from designer.model.document import Document

needs_screen = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs the programs Xvfb and xdotool"
)
LENET = ("conv2d", "averagepooling2d", "conv2d", "averagepooling2d", "flatten", "dense", "dense", "dense")


@pytest.fixture
def screen():
    """A screen of its own; Xvfb chooses a number that is free."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as told:
        number = told.readline().strip()  # once the line is complete, the server listens
    yield f":{number}"
    server.terminate()
    server.wait(20)


@pytest.fixture
def program(screen, tmp_path):
    """The designer with an empty project in front, and its process."""
    path = tmp_path / "model.nnd"
    write_project(Document(), path)
    environment = {
        **os.environ,
        "DISPLAY": screen,
        "QT_QPA_PLATFORM": "xcb",
        "NN_DESIGNER_HOME": str(tmp_path / "home"),
    }
    process = subprocess.Popen([sys.executable, "-m", "designer", str(path)], env=environment)
    yield path, environment, process
    process.terminate()
    process.wait(20)


def add(name):
    """Space opens the search box; a few letters and Enter add the layer below the selected one."""
    return ["space", f"type {name}", "Return"]


def find(name):
    """Ctrl+F selects the first layer of this name; Escape closes the bar."""
    return ["ctrl+f", f"type {name}", "Escape"]


def lead_to(name):
    """W searches where the selected layer leads to."""
    return ["w", f"type {name}", "Return"]


STORIES = {
    "lenet": ([key for name in ("input", *LENET) for key in add(name)], 9, 8),
    "wide and deep": (
        [*add("input"), "Escape", *add("input"), *add("dense"), *add("concatenate"), *find("input"),
         *lead_to("concatenate"), *add("dense")], 5, 4,
    ),
    "siamese": (
        [*add("input"), *add("dense"), "alt+m", "u", "Escape", *add("input"), *lead_to("dense"), *add("subtract"),
         *find("dense"), *lead_to("subtract"), *add("dense")], 6, 5,
    ),
}  # fmt: skip


@needs_screen
@pytest.mark.slow
@pytest.mark.parametrize("story", STORIES)
def test_a_model_is_drawn_and_saved_by_keys_from_outside(program, story):
    path, environment, process = program
    keys, num_nodes, num_wires = STORIES[story]

    def xdotool(*arguments):
        done = subprocess.run(["xdotool", *arguments], env=environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    (window, *_) = xdotool("search", "--sync", "--onlyvisible", "--name", "model")
    xdotool("windowfocus", "--sync", window)
    for key in keys:
        kind, _, text = key.partition(" ")
        xdotool(*(("type", "--delay", "40", text) if kind == "type" else ("key", "--delay", "80", key)))
    xdotool("key", "ctrl+s")
    document = _saved(path, process, num_nodes)
    assert len(document.graph.edges) == num_wires
    assert document.report.is_complete


def _saved(path, process, count):
    """Return the document once it has so many nodes."""
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        document = read_project(path)
        if len(document.graph.nodes) == count:
            return document
    return pytest.fail(f"{len(read_project(path).graph.nodes)} layers were saved instead of {count}")
