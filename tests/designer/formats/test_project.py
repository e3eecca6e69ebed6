"""The project file: everything comes back; whatever is not such a file is refused in a sentence."""

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.formats.door import open_document, save_document
from designer.formats.errors import FormatError
from designer.model.commands import AddLayer, Connect, SetData, SetSettings
from designer.model.compiler import compile_graph, store_weights
from designer.model.document import Document
from designer.model.graph import Edge
from designer.model.graph_json import graph_to_json
from designer.model.settings import TrainingSettings


def drawn() -> Document:
    document = Document()
    document.execute(AddLayer("Input", 10.5, -3, {"shape": [4]}, node_id="a"))
    document.execute(AddLayer("Dense", 10.5, 90, {"units": 3, "activation": "softmax"}, node_id="b"))
    document.execute(Connect(Edge("a", 0, "b", 0)))
    document.execute(SetSettings(TrainingSettings(epochs=3, losses={"dense": "mse"}), "Set"))
    document.execute(SetData("iris"))
    return document


def test_everything_comes_back(tmp_path: Path) -> None:
    document, path = drawn(), tmp_path / "模型 one.nnd"
    model = compile_graph(document)
    store_weights(document, model)
    save_document(document, path)
    found = open_document(path)
    assert graph_to_json(found.graph) == graph_to_json(document.graph)
    assert (found.settings, found.data_name, found.path) == (document.settings, "iris", path)
    assert not found.is_modified
    x = np.ones((2, 4), "float32")
    np.testing.assert_array_equal(compile_graph(found).predict(x), model.predict(x))


def test_saving_twice_writes_the_same_description(tmp_path: Path) -> None:
    texts = []
    for name in ("one.nnd", "two.nnd"):
        save_document(drawn(), tmp_path / name)
        texts.append(zipfile.ZipFile(tmp_path / name).read("document.json"))
    assert texts[0] == texts[1]


def test_what_cannot_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "kept.nnd"
    save_document(drawn(), path)
    before = path.read_bytes()
    broken = drawn()
    broken.weights = {"layer": [np.array([object()])]}  # no file can hold this
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
