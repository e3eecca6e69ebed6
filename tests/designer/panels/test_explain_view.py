"""The Explain page: formula, picture, numbers and parameters of the selected layer."""

import pytest

from designer import theme
from designer.model import catalog
from designer.model.commands import AddLayer, SetParameter
from designer.model.document import Document
from designer.model.explain import explain
from designer.model.report import Facts
from designer.panels.explain_view import ExplainView
from designer.panels.layer_picture import DRAWINGS, picture_of
from nn_core.layers.described import Picture
from tests.designer.model.drawing import add_chain, layer_key


@pytest.fixture
def show(qtbot):
    views = []

    def shown(*chain):
        document = Document()
        node_id = add_chain(document, *chain)[-1]
        document.selection.set([node_id])
        view = ExplainView()
        qtbot.addWidget(view)
        view.resize(320, 700)
        view.show_selection(document)
        view.show()
        views.append(view)
        return view, document, node_id

    return shown


CONV = ("Conv2D", {"filters": 32, "kernel_size": 3})


def test_a_convolution_is_explained_with_its_own_numbers(show):
    view, *_ = show(("InputLayer", {"shape": (28, 28, 1)}), CONV)
    page = view.toPlainText()
    for words in (
        "output = activation(Σ window · kernel + bias)",
        "⌊(28 + 2·0 − 3)/1⌋ + 1 = 26",
        "3 × 3 × 1 × 32 + 32 = 320",
        "26 × 26 × 288 = 194,688 per sample",
        "3 × 3 of the input",
        "kernel_size = (3, 3)",
        "Height and width of the window",
    ):
        assert words in page


def test_the_page_follows_a_parameter_and_stays_where_the_reader_was(show):
    view, document, node_id = show(("InputLayer", {"shape": (28, 28, 1)}), CONV)
    view.verticalScrollBar().setValue(200)
    document.execute(SetParameter(layer_key(document, node_id), "filters", 16))
    view.show_selection(document)
    assert "3 × 3 × 1 × 16 + 16 = 160" in view.toPlainText()
    assert view.verticalScrollBar().value() == 200
    document.selection.set([document.graph.inputs()[0]])
    view.show_selection(document)
    assert view.verticalScrollBar().value() == 0


def test_what_is_known_of_a_broken_graph_is_on_the_page(show):
    view, *_ = show(("InputLayer", {"shape": (4,)}), CONV)
    assert "(None, H, W, 32)" in view.toPlainText()
    assert "takes tensors with 4 axes" in view.toPlainText()


def test_every_kind_of_picture_has_a_drawing():
    assert {*DRAWINGS, ""} == set(Picture.__args__)


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK, theme.HIGH_CONTRAST], ids=lambda each: each.name)
@pytest.mark.parametrize(
    "cls", [c for each in catalog.categories().values() for c in each if c.picture], ids=lambda c: c.__name__
)
def test_every_layer_with_a_picture_is_drawn_with_and_without_shapes(qapp, monkeypatch, colours, cls):
    monkeypatch.setattr(theme, "_current", colours)
    before = {role: colour.rgba() for role, colour in colours._colours.items()}
    document = Document()
    document.execute(AddLayer(cls.__name__, node_id="layer"))
    worked = explain(document.graph, document.report, "layer")
    arguments = document.graph.layer_of("layer").arguments
    shapes = ((None, *cls.sample.inputs[0]),) * len(cls.sample.inputs)
    for facts in (Facts(), Facts(shapes, (shapes[0],))):
        image = picture_of(worked, facts, arguments, 2.0)
        assert any(
            image.pixelColor(x, y).alpha() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)
        )
    assert {role: colour.rgba() for role, colour in colours._colours.items()} == before, "the theme stays as it is"


def test_a_layer_without_a_picture_has_none(qapp):
    document = Document()
    document.execute(AddLayer("ReLU", node_id="layer"))
    assert picture_of(explain(document.graph, document.report, "layer"), Facts(), {}, 1.0) is None
