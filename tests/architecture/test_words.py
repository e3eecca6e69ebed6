"""What must not be written in a source file: the names of layers in the application, and places on one machine."""

import ast
import importlib
import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import EVERYTHING, ROOT, name_of, python_files, text_of, tree_of

# Ordinary words of the window that happen to be names of layers too.
ORDINARY_WORDS = {"Add", "Maximum", "Minimum", "Activation", "Attention"}  # of menus, of Qt, and names of categories
TEXT_SUFFIXES = {".py", ".toml", ".md", ".json", ".svg", ".yml", ".cfg", ".txt", ".run"}
PLACE_ON_ONE_MACHINE = re.compile(r"""["'(\s=](/(?:work|root|tmp|home|Users)/|[A-Z]:\\\\)""")


@pytest.fixture(scope="module")
def layers() -> set[str]:
    """The class names of all layers."""
    importlib.import_module("nn_core.layers")  # fills the registry
    registry = importlib.import_module("nn_core.spec.registry")
    return set(dict(registry.entries("layer")))


def test_the_registry_of_layers_is_filled(layers):
    assert "Dense" in layers


@pytest.mark.parametrize("path", python_files("designer"), ids=name_of)
def test_the_application_mentions_no_layer_by_name(path, layers):
    names = layers - ORDINARY_WORDS
    mentions = [f"line {line}: {word}" for line, word in words_of(tree_of(path)) if word in names]
    assert not mentions, "a layer declares what the application needs to know about it"


@pytest.mark.parametrize("folder", EVERYTHING)
def test_no_file_names_a_place_that_exists_on_one_machine_only(folder):
    files = [
        path for path in (ROOT / folder).rglob("*") if path.suffix in TEXT_SUFFIXES and path.name != "test_words.py"
    ]
    places = [f"{name_of(path)}: {found[1]}" for path in files if (found := PLACE_ON_ONE_MACHINE.search(text_of(path)))]
    assert not places


def words_of(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and word for every name and every string constant, dotted ones by their last part."""
    for node in ast.walk(tree):
        word = _word(node)
        if word is not None:
            yield getattr(node, "lineno", 0), word.split(".")[-1]


def _word(node: ast.AST) -> str | None:
    match node:
        case ast.Name(id=name) | ast.alias(name=name) | ast.ClassDef(name=name) | ast.Attribute(attr=name):
            return name
        case ast.Constant(value=str(text)):
            return text
    return None
