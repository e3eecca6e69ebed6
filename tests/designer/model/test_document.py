"""The document: its title, its file, what it tells and whether anything is unsaved."""

from pathlib import Path

import numpy as np

from designer.model.commands import MoveNodes, RenameLayer
from designer.model.document import Document
from tests.designer.model.drawing import add, layer_key


def test_the_title_is_that_of_the_file_or_the_one_given():
    document = Document()
    assert document.title == "Untitled"
    document.title = "Digits CNN"
    assert document.title == "Digits CNN"
    document.mark_saved(Path("folder") / "mine.nnd")
    assert document.title == "mine"


def test_a_new_title_is_told():
    document, told = Document(), []
    document.title_changed.connect(lambda: told.append(document.title))
    document.path = Path("a.nnd")
    assert told == ["a"]


def test_trained_weights_are_unsaved_until_saved():
    document = Document()
    document.set_weights({"layer1": [np.zeros(3)]})
    assert document.is_modified
    document.mark_saved()
    assert not document.is_modified


def test_new_weights_leave_those_of_other_layers():
    document = Document(weights={"layer1": [np.zeros(3)]})
    document.set_weights({"layer2": [np.ones(2)]})
    assert set(document.weights) == {"layer1", "layer2"}


def test_problems_are_told_only_when_they_may_be_others():
    document, told = Document(), []
    document.checked.connect(told.append)
    dense = add(document, "Dense")
    document.execute(MoveNodes({dense: (1, 1)}))
    document.execute(RenameLayer(layer_key(document, dense), "hidden"))
    assert len(told) == 2
    assert told[-1] is document.report
