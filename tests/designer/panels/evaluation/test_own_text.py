"""Sentences and pictures of one's own, for data from folders."""

import pytest
from PIL import Image
from PySide6.QtCore import Qt

from designer.panels.evaluation.input_widgets import PictureInput, TextInput
from designer.panels.evaluation.own_input import OwnInputPage
from tests.designer.training.documents import chain


@pytest.fixture
def texts(tmp_path):
    for label, word in (("bad", "dull"), ("good", "great")):
        (tmp_path / label).mkdir()
        for number in range(20):
            (tmp_path / label / f"{number}.txt").write_text(f"a {word} film number {number}")
    return str(tmp_path)


@pytest.fixture
def open_page(qtbot, session, show_panel):
    def open_page(document):
        page = show_panel(OwnInputPage, document)
        qtbot.waitUntil(lambda: session.datasets.get(document.data_name) is not None, timeout=20_000)
        page.show_output(0)
        return page

    return open_page


def test_a_typed_sentence_goes_through_the_tokeniser_and_is_judged(qtbot, session, open_page, texts):
    start, end = ("InputLayer", "x", {"shape": [200]}), ("Dense", "praise", {"units": 2, "activation": "softmax"})
    middle = ("Embedding", "words", {"input_dim": 60, "output_dim": 4}), ("GlobalMaxPooling1D", "pool", {})
    document = chain(start, *middle, end, data_name=texts, epochs=40, seed=1, learning_rate=0.05)
    page = open_page(document)
    with qtbot.waitSignal(session.finished, timeout=20_000):
        session.start(document)
    widget = page.inputs["x"]
    assert isinstance(widget, TextInput)
    widget.text.setFocus()
    for sentence, judgement in (("What a great film!", "good"), ("so dull", "bad")):
        widget.text.selectAll()
        with qtbot.waitSignal(session.errands.done):
            qtbot.keyClicks(widget.text, sentence)
        qtbot.waitUntil(lambda judgement=judgement: page.bars.text().startswith(judgement))
    assert widget.seen.text() == "The model reads: [unknown] dull"
    widget.text.selectAll()
    qtbot.keyClick(widget.text, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.bars.text() == "")


def test_colour_pictures_have_a_pad_and_take_files(qtbot, session, open_page, tmp_path):
    for label, colour in (("red", (200, 0, 0)), ("blue", (0, 0, 200))):
        (tmp_path / "all" / label).mkdir(parents=True)
        for number in range(8):
            Image.new("RGB", (20, 20), colour).save(tmp_path / "all" / label / f"{number}.png")
    end = ("Dense", "colour", {"units": 2, "activation": "softmax"})
    start = ("InputLayer", "x", {"shape": [64, 64, 3]})
    page = open_page(chain(start, ("Flatten", "flat", {}), end, data_name=str(tmp_path / "all")))
    widget = page.inputs["x"]
    assert isinstance(widget, PictureInput)
    Image.new("RGB", (90, 30), (10, 20, 30)).save(tmp_path / "own.png")
    with qtbot.waitSignal(session.errands.done):
        widget.show_file(tmp_path / "own.png")
    assert widget.sample()[0, 5, 5].tolist() == pytest.approx([10 / 255, 20 / 255, 30 / 255], abs=1e-3)
    assert "cut to the middle and brought to 64×64" in widget.seen.toolTip()
