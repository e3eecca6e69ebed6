"""Runs as tables, as a page, and as event files."""

import csv
import re
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from designer import translation
from designer.archive.difference import difference
from designer.archive.errors import ArchiveError
from designer.archive.events import write_events
from designer.archive.report import write_report
from designer.archive.tables import write_curves, write_runs
from designer.translation import Language
from tests.designer.archive.runs import record
from tests.designer.training.documents import flowers


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_has_a_row_for_each_run_with_settings_and_values(tmp_path):
    write_runs([record(), record("b2", curves={"loss": [2.0]}, note="Größe")], tmp_path / "runs.csv")
    first, second = rows_of(tmp_path / "runs.csv")
    assert first["optimizer"] == "adam" and first["seed"] == "7" and first["loss"] == "0.25"
    assert second["accuracy"] == "" and second["note"] == "Größe" and second["loss"] == "2.0"


def test_a_title_is_never_a_formula_in_a_spreadsheet(tmp_path):
    write_runs([record(title="=1+1")], tmp_path / "runs.csv")
    assert rows_of(tmp_path / "runs.csv")[0]["title"] == "'=1+1"


def test_the_curves_have_a_row_for_each_epoch(tmp_path):
    write_curves([record(), record("b2", curves={"loss": [2.0]})], tmp_path / "curves.csv")
    rows = rows_of(tmp_path / "curves.csv")
    assert [(row["id"], row["epoch"], row["loss"]) for row in rows] == [
        ("a1", "1", "1.0"), ("a1", "2", "0.5"), ("a1", "3", "0.25"), ("b2", "1", "2.0"),
    ]  # fmt: skip


class Page(HTMLParser):
    """Remembers the tags, and everything that would be fetched."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.fetched = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.fetched += [value for name, value in attrs if name in ("src", "href", "data", "action")]


def test_the_report_is_one_file_that_fetches_nothing(tmp_path):
    graph = flowers().graph
    runs = [record(), record("b2", settings={**record().settings, "seed": 8}, note="<b>bold</b>", title="<script>")]
    write_report(runs, tmp_path / "runs.html", ["the summary", ""], difference(*runs, graph, graph))
    text = (tmp_path / "runs.html").read_text(encoding="utf-8")
    page = Page(text)
    assert page.fetched == [] and "script" not in page.tags and "b" not in page.tags
    assert page.tags.count("svg") == 2  # loss and accuracy
    assert page.tags.count("polyline") == 6
    assert not re.search(r"(?<!xmlns=\")https?://", text)
    for expected in ("the summary", "1 thing changed", "seed", "numpy", "iris (abc)", "&lt;b&gt;bold"):
        assert expected in text


def test_a_report_on_a_loss_that_was_never_a_number_says_so(tmp_path):
    write_report([record(curves={"loss": [float("nan")]})], tmp_path / "run.html")
    assert "No values." in (tmp_path / "run.html").read_text(encoding="utf-8")


@pytest.fixture
def german():
    texts = {"Curves": "Kurven", "yes": "ja", "height": "Höhe", "shuffle": "mischen"}
    changed = "{0} things changed: which of them made the difference, nobody can tell."
    sentences = {changed: "{0} Dinge sind anders.", "Change one at a time.": "Nacheinander!"}
    translation.use(Language("de_DE", "Deutsch", texts, sentences))
    yield
    translation.use(Language("en", "English"))


def test_the_report_speaks_the_users_language_but_leaves_the_names_of_layers(tmp_path, german):
    before, after = flowers().graph, flowers().graph
    after.put_layer(replace(after.layers["layer1"], name="height"))
    runs = [record(), record("b2", data_name="wine")]
    write_report(runs, tmp_path / "runs.html", (), difference(*runs, before, after))
    text = (tmp_path / "runs.html").read_text(encoding="utf-8")
    for expected in ('lang="de-DE"', "Kurven", "3 Dinge sind anders.", "mischen", "ja", "<td>height</td>"):
        assert expected in text


def test_event_files_hold_the_curves_under_the_names_keras_gives_them(tmp_path):
    pytest.importorskip("tensorboardX", reason="the optional package for event files is not installed")
    write_events([record()], tmp_path)
    found = {}
    for path in tmp_path.rglob("events.*"):
        for event in events_in(path):
            for value in event.summary.value:
                found.setdefault((path.parent.name, value.tag), []).append((event.step, value.simple_value))
    assert found[("train", "epoch_loss")] == [(0, 1.0), (1, 0.5), (2, 0.25)]
    assert [step for step, _ in found[("validation", "epoch_loss")]] == [0, 1, 2]
    assert ("validation", "epoch_accuracy") not in found


def events_in(path):
    """Yield the events of a file: each has its length, a checksum, and another behind it."""
    from tensorboardX.proto.event_pb2 import Event

    content, place = path.read_bytes(), 0
    while place < len(content):
        length = int.from_bytes(content[place : place + 8], "little")
        yield Event.FromString(content[place + 12 : place + 12 + length])
        place += 12 + length + 4


def test_without_the_package_for_event_files_there_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorboardX", None)
    with pytest.raises(ArchiveError, match="pip install tensorboardX"):
        write_events([record()], tmp_path)


TESTED = {"test": {"loss": 0.5, "accuracy": 0.8125}, "test_looks": 3}


def test_what_was_found_on_the_test_part_is_exported_with_the_number_of_looks(tmp_path):
    write_runs([record(**TESTED), record("b2")], tmp_path / "runs.csv")
    first, second = rows_of(tmp_path / "runs.csv")
    assert (first["test_loss"], first["test_accuracy"], first["test_looks"]) == ("0.5", "0.8125", "3")
    assert (second["test_accuracy"], second["test_looks"]) == ("", "0")
    write_report([record(**TESTED)], tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "test_accuracy" in page and "0.8125" in page
    assert re.search(r"Looks at the test part</th><td>3<", page)
