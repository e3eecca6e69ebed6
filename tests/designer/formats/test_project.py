"""The project file: everything comes back; whatever is not such a file is refused in a sentence."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.formats.description import describe, to_text
from designer.formats.door import open_document, save_document
from designer.formats.errors import FormatError
from designer.formats.migrations import MIGRATIONS, VERSION, migrated
from designer.model.card import Card
from designer.model.commands import AddLayer, AddNode, Connect, MoveNodes, SetData, SetParameter, SetSettings
from designer.model.compiler import compile_graph, store_weights
from designer.model.document import Document
from designer.model.graph import Edge, LayerSpec, Node
from designer.model.graph_json import graph_to_json
from designer.model.notes import ChangeNotes, Note
from designer.model.settings import TrainingSettings


def drawn() -> Document:
    document = Document()
    document.execute(AddLayer("Input", 10.5, -3, {"shape": [4]}, node_id="a"))
    document.execute(AddLayer("Dense", 10.5, 90, {"units": 3, "activation": "softmax"}, node_id="b"))
    document.execute(Connect(Edge("a", 0, "b", 0)))
    document.execute(SetSettings(TrainingSettings(epochs=3, losses={"dense": "mse"}), "Set"))
    document.execute(SetData("iris"))
    document.execute(ChangeNotes({"note1": Note("note1", "Why 3?", 200.0, 90.0)}))
    return document


def test_everything_comes_back(tmp_path: Path) -> None:
    document, path = drawn(), tmp_path / "模型 one.nnd"
    model = compile_graph(document)
    store_weights(document, model)
    document.set_weights({}, {"loss": [0.5, 0.25], "val_loss": [float("nan"), 0.3]})
    save_document(document, path)
    found = open_document(path)
    assert graph_to_json(found.graph) == graph_to_json(document.graph)
    assert (found.settings, found.data_name, found.path) == (document.settings, "iris", path)
    assert (found.notes, found.curves["loss"]) == (document.notes, [0.5, 0.25])
    np.testing.assert_array_equal(found.curves["val_loss"], [np.nan, 0.3])
    assert not found.is_modified
    x = np.ones((2, 4), "float32")
    np.testing.assert_array_equal(compile_graph(found).predict(x), model.predict(x))


def test_saving_twice_writes_the_same_description(tmp_path: Path) -> None:
    document = drawn()
    store_weights(document, compile_graph(document))
    for name in ("one.nnd", "two.nnd"):
        save_document(document, tmp_path / name)
    assert (tmp_path / "one.nnd").read_bytes() == (tmp_path / "two.nnd").read_bytes()


def lines_of(document: Document) -> list[str]:
    return to_text(describe(document)).splitlines()


def test_a_step_changes_only_the_lines_of_what_it_changes() -> None:
    document = drawn()
    for command, num_lines in (
        (MoveNodes({"a": (11.0, 12.0)}), 1),
        (SetParameter(document.graph.nodes["b"].layer_key, "units", 5), 1),
        (SetSettings(replace(document.settings, epochs=9), "Set"), 1),
        (ChangeNotes({"note1": Note("note1", "Because.")}), 1),
    ):
        before = lines_of(document)
        document.execute(command)
        after = lines_of(document)
        assert len(after) == len(before)
        assert sum(old != new for old, new in zip(before, after, strict=True)) == num_lines


def test_every_layer_node_and_wire_has_a_line_of_its_own_also_in_nested_models() -> None:
    inner = drawn().graph
    document = Document()
    document.execute(AddNode(Node("n1", "layer1"), LayerSpec("layer1", "Functional", "block", {}, inner)))
    lines = [line.strip().rstrip(",") for line in lines_of(document)]
    assert '["a", 0, "b", 0]' in lines
    assert sum(line.startswith('{"id": "b"') for line in lines) == 1
    assert json.loads("\n".join(lines_of(document))) == describe(document)


def test_places_are_written_without_noise() -> None:
    document = drawn()
    document.execute(MoveNodes({"a": (1 / 3, -0.0001)}))
    assert next(line.strip() for line in lines_of(document) if '"id": "a"' in line).endswith('"x": 0.33, "y": 0.0},')


def test_weights_of_layers_that_are_gone_are_not_written(tmp_path: Path) -> None:
    document, path = drawn(), tmp_path / "one.nnd"
    document.set_weights({"layer99": [np.ones(3)], document.graph.nodes["b"].layer_key: [np.ones(2)]})
    save_document(document, path)
    assert set(open_document(path).weights) == {document.graph.nodes["b"].layer_key}


# ---- earlier versions -----------------------------------------------------------------------------------------------

OLD = sorted((Path(__file__).parents[2] / "data" / "projects").glob("version_*.nnd"))


def test_a_file_of_every_version_is_recorded() -> None:
    versions = [json.loads(zipfile.ZipFile(path).read("document.json"))["version"] for path in OLD]
    assert versions == list(range(1, VERSION + 1))
    assert set(MIGRATIONS) == set(range(1, VERSION))


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_a_file_of_every_version_opens_and_predicts_what_it_did(path: Path) -> None:
    document = open_document(path)
    assert (document.data_name, document.settings.epochs) == ("iris", 3)
    places = [(node.x, node.y) for node in document.graph.nodes.values()]
    np.testing.assert_allclose(places, [(40.12, -3.0), (40.12, 90.0)], atol=0.01)
    found = compile_graph(document).predict(np.ones((1, 4), "float32"))
    np.testing.assert_allclose(found, [[0.6763952, 0.23700736, 0.08659737]], rtol=1e-6)


def test_what_version_2_added_is_there_in_its_file() -> None:
    document = open_document(OLD[1])
    assert document.notes == {"note1": Note("note1", "Three species", 240.0, 90.0)}
    assert document.curves == {"loss": [1.25, 0.5]}


def test_what_version_3_added_is_there_in_its_file() -> None:
    document = open_document(OLD[2])
    assert document.settings.callbacks == (Card("EarlyStopping", {"patience": 4}),)
    assert document.last_run is not None
    assert document.last_run.place == "after 2 epochs, batch 1"
    assert document.last_run.state.optimizer == [3]


def test_the_weights_of_version_4_lie_in_one_long_array() -> None:
    content = zipfile.ZipFile(OLD[3]).read("weights.h5")
    with h5py.File(io.BytesIO(content)) as file:
        assert file["float32"].ndim == 1
        assert not any(isinstance(item, h5py.Group) for item in file.values())


def test_early_stopping_of_version_2_becomes_a_card() -> None:
    old = {"version": 2, "settings": {"early_stopping": True, "patience": 7}}
    (card,) = TrainingSettings.from_json(migrated(old)["settings"]).callbacks
    assert card == Card("EarlyStopping", {"patience": 7, "restore_best_weights": True})


def test_what_cannot_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "kept.nnd"
    save_document(drawn(), path)
    before = path.read_bytes()
    broken = drawn()
    broken.weights = {key: [np.array([object()])] for key in broken.graph.layers}  # no file can hold this
    with pytest.raises(TypeError):
        save_document(broken, path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["kept.nnd"]


def with_description(path: Path, change: Any) -> Path:
    description = json.loads(zipfile.ZipFile(path).read("document.json"))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("document.json", json.dumps(change(description)))
    return path


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: [], "not a project"),
        (lambda d: {**d, "format": "other"}, "not a project"),
        (lambda d: {**d, "version": 99}, "newer program"),
        (lambda d: {**d, "version": "1"}, "version is '1'"),
        (lambda d: {**d, "notes": [{"id": 3}]}, "needs an 'id'"),
        (lambda d: {**d, "data": 3}, "name or a path"),
        (lambda d: {**d, "graph": None}, "needs a list of layers"),
        (lambda d: {**d, "graph": {**d["graph"], "edges": [["a", 0, "gone", 0]]}}, "gone"),
        (lambda d: {**d, "settings": {"epochs": -1}}, "epochs must be"),
    ],
)
def test_a_wrong_description_is_refused_with_the_file_and_the_reason(tmp_path: Path, change: Any, says: str) -> None:
    path = tmp_path / "bad.nnd"
    save_document(drawn(), path)
    with pytest.raises(FormatError) as caught:
        open_document(with_description(path, change))
    assert "'bad.nnd'" in str(caught.value)
    assert says in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04broken", b"\x89HDF\r\n\x1a\n"])
@pytest.mark.parametrize("ending", [".nnd", ".h5", ".json", ".txt"])
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, content: bytes, ending: str) -> None:
    path = tmp_path / f"strange{ending}"
    path.write_bytes(content)
    with pytest.raises(FormatError, match="strange"):
        open_document(path)


def test_a_part_that_would_unpack_to_a_giant_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.nnd"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("document.json", b" " * 20_000_000)
    with pytest.raises(FormatError, match="would unpack to 20,000,000 bytes"):
        open_document(path)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="There is no file"):
        open_document(tmp_path / "gone.nnd")
    with pytest.raises(FormatError, match="is a folder"):
        open_document(tmp_path)


@given(st.data())
def test_a_damaged_project_opens_or_is_refused_but_never_breaks(
    tmp_path_factory: pytest.TempPathFactory, data: Any
) -> None:
    path = tmp_path_factory.mktemp("damaged") / "damaged.nnd"
    document = drawn()
    store_weights(document, compile_graph(document))
    save_document(document, path)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))])
    try:
        open_document(path)
    except FormatError as error:
        assert "damaged.nnd" in str(error)
