"""plot_model: what is asked for is on the picture, in every format and direction."""

import re
import zlib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

import nn_core as keras
from nn_core import layers
from nn_core.diagram.graph import PlotOptions, graph_of
from nn_core.diagram.painter import draw
from nn_core.utils import plot_model
from tests.nn_core.saving.networks import NETWORKS, mlp, nested, shared_layer


def texts(model: Any, folder: Path, **options: Any) -> list[str]:
    """Return the words of the picture as SVG."""
    path = plot_model(model, folder / "model.svg", **options)
    return [each.text or "" for each in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")]


def test_only_classes_are_shown_unless_more_is_asked_for(tmp_path: Path) -> None:
    assert texts(mlp(), tmp_path) == ["InputLayer", "Dense", "Dense"]


def test_everything_that_is_asked_for_is_shown(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3, activation="relu", name="hidden", trainable=False)])
    shown = texts(
        model,
        tmp_path,
        show_shapes=True,
        show_dtype=True,
        show_layer_names=True,
        show_layer_activations=True,
        show_trainable=True,
    )
    assert shown[-6:] == [
        "hidden (Dense)",
        "Activation: relu",
        "Input shape: (None, 4)",
        "Output shape: (None, 3)",
        "Output dtype: float32",
        "Not trainable",
    ]


def test_several_inputs_are_shown_as_a_list(tmp_path: Path) -> None:
    assert "Input shape: [(None, 5), (None, 5)]" in texts(shared_layer(), tmp_path, show_shapes=True)


def test_a_shared_layer_stands_wherever_it_is_used(tmp_path: Path) -> None:
    assert texts(shared_layer(), tmp_path, show_layer_names=True).count("tower (Dense)") == 2


def test_a_nested_model_opens_on_demand(tmp_path: Path) -> None:
    model = nested()
    assert "Add" not in texts(model, tmp_path)
    assert texts(model, tmp_path, expand_nested=True).count("Add") == 2


def test_a_stack_that_was_never_built_is_drawn_without_shapes(tmp_path: Path) -> None:
    model = keras.Sequential([layers.Dense(3), layers.Dense(2)])
    assert "Output shape: ?" in texts(model, tmp_path, show_shapes=True)
    assert graph_of(model).wires == [("0", "1")]


def test_names_with_special_characters_are_kept(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((2,)), layers.Dense(1, name='<b>&"输出')])
    assert '<b>&"输出 (Dense)' in texts(model, tmp_path, show_layer_names=True)


@pytest.mark.parametrize(("rankdir", "axis", "sign"), [("TB", 1, 1), ("BT", 1, -1), ("LR", 0, 1), ("RL", 0, -1)])
def test_the_data_flows_where_it_is_told_to(rankdir: Any, axis: int, sign: int) -> None:
    drawing = draw(graph_of(mlp()), PlotOptions(rankdir=rankdir))
    titles = [(item.x, item.y) for item in drawing.items if hasattr(item, "text")]
    places = [sign * place[axis] for place in titles]
    assert places == sorted(places)


def test_another_direction_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="rankdir must be 'TB'"):
        plot_model(mlp(), tmp_path / "model.svg", rankdir="up")  # type: ignore[arg-type]


def test_an_ending_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"should end in \.png, \.svg or \.pdf"):
        plot_model(mlp(), tmp_path / "model.dot")


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_is_drawn_within_its_page(name: str) -> None:
    drawing = draw(graph_of(NETWORKS[name]()), PlotOptions(show_shapes=True, expand_nested=True))
    for item in drawing.items:
        for x, y in getattr(item, "points", [(item.x, item.y)] if hasattr(item, "x") else []):
            assert 0 <= x <= drawing.width
            assert 0 <= y <= drawing.height


def test_a_pdf_has_one_page_of_the_right_size_with_the_words_on_it(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((2,)), layers.Dense(1, name="a(b) 层")])
    content = plot_model(model, tmp_path / "model.pdf", show_layer_names=True).read_bytes()
    assert content.startswith(b"%PDF-1.5") and content.rstrip().endswith(b"%%EOF")
    table = int(re.search(rb"startxref\n(\d+)", content)[1])  # type: ignore[index]
    assert content[table:].startswith(b"xref")
    for number, start in enumerate(re.findall(rb"^(\d{10}) 00000 n", content[table:], re.MULTILINE), 1):
        assert content[int(start) :].startswith(b"%d 0 obj" % number)
    stream = zlib.decompress(re.search(rb"stream\n(.*?)\nendstream", content, re.DOTALL)[1])  # type: ignore[index]
    assert "a(b) ".encode("cp1252").hex().encode() in stream
    assert "层".encode("utf-16-be").hex().encode() in stream


def test_a_png_has_the_dots_that_are_asked_for(tmp_path: Path) -> None:
    sizes = []
    for dpi in (72, 144):
        with Image.open(plot_model(mlp(), tmp_path / "model.png", dpi=dpi)) as image:
            sizes.append(image.size)
            assert len(image.getcolors(100_000) or []) > 2
    assert sizes[1][0] == pytest.approx(2 * sizes[0][0], abs=2)


def test_a_gigantic_picture_is_kept_within_bounds(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((2,)), *(layers.Dense(1) for _ in range(300))])
    with Image.open(plot_model(model, tmp_path / "model.png", dpi=2000)) as image:
        assert image.size[0] * image.size[1] <= 25_000_000
