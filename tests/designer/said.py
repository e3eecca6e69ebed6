"""What the program can say, collected from its source and its registry: all of it wants a translation."""

import ast
import inspect
import re
from functools import cache
from pathlib import Path

import designer
import nn_core
from designer.model import catalog
from designer.training.callbacks import offered, summary_of, title_of
from nn_core.spec import registry

DESIGNER, ENGINE = (Path(package.__file__).parent for package in (designer, nn_core))
FAMILIES = ("layer", "optimizer", "schedule", "callback", "loss", "metric", "initializer", "regularizer", "constraint")
ASKING = {"tr", "_tr", "_text", "_head", "translated", "translate"}  # the functions that look a text up
FOR_PROGRAMMERS = {
    "assert_never",
    "debug",
    "info",
    "warning",
    "exception",
    "warn",
    "execute",
    "compile",
    "setStyleSheet",
}
PLACE = re.compile(r"\{\d\}")
NO_PROSE = re.compile(r"^\s*[<.#:]|[{;] *[a-z-]+: |^(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|PRAGMA|BEGIN) |\w+\[")


def asked_for(folder=DESIGNER):
    """Yield (where, text) for every text that is looked up as it is written."""
    for path, tree in _trees(folder):
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and _called(node) in ASKING):
            place = 1 if _called(call) == "translate" else 0  # behind the context
            yield from ((path, text) for text in map(template, call.args[place : place + 1]) if text)


def prose(folder, only=lambda path: True, besides=frozenset()):
    """Yield (where, sentence) for what reads like a sentence or part of one, but for arguments of some functions."""
    for path, tree in _trees(folder, only):
        yield from ((path, sentence) for text in _texts(tree, besides) for sentence in sentences(text))


def raised(folder, only=lambda path: True):
    """Yield (where, sentence) for what is said by the exceptions of a package."""
    for path, tree in _trees(folder, only):
        for found in (node for node in ast.walk(tree) if isinstance(node, ast.Raise)):
            yield from ((path, sentence) for text in _texts(found) for sentence in sentences(text))


def sentences(text):
    """Return the sentences of a text that has words in it."""
    words = re.findall(r"[^\W\d_]{2,}", PLACE.sub("", text))
    if NO_PROSE.search(text) or len(words) + bool(PLACE.search(text)) < 2:
        return []
    each = re.split(r"(?<=[.?!]) +(?=\S)", text.strip())
    return [sentence for sentence in each if re.search(r"[^\W\d_]{2}", PLACE.sub("", sentence))]


def layer_help():
    """Yield (class, text) for the descriptions of layers, by paragraph, and of the parameters of all that has some."""
    for cls in (cls for listed in catalog.categories().values() for cls in listed):
        first, _, rest = inspect.cleandoc(cls.__doc__ or "").partition("\n\n")
        paragraphs = [first, *(each for each in rest.split("\n\n") if each.strip() and not each.startswith("Example"))]
        yield from ((cls.__name__, paragraph.replace("\n", " ")) for paragraph in paragraphs)
    for name, cls in (each for family in FAMILIES for each in registry.entries(family)):
        yield from ((name, each.help) for each in getattr(cls, "parameters", {}).values() if each.help)


def callbacks():
    """Yield (class, text) for the titles and first sentences of what can be added to a training."""
    for name in offered():
        yield from ((name, text) for text in (title_of(name), summary_of(name)) if text != name)


def template(node):
    """Return the text of a string, or of an f-string with {0}, {1} … for its values; else None."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    numbers = iter(range(100))
    return "".join(part.value if isinstance(part, ast.Constant) else f"{{{next(numbers)}}}" for part in node.values)


def _texts(tree, besides=frozenset()):
    if _is_for_programmers(tree, FOR_PROGRAMMERS | besides):
        return
    text = template(tree)
    if text is not None:
        if " " in text:
            yield text
        inner = [part for part in getattr(tree, "values", ()) if isinstance(part, ast.FormattedValue)]
    else:
        inner = ast.iter_child_nodes(tree)
    for node in inner:
        yield from _texts(node, besides)


def _is_for_programmers(node, functions):
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    is_told_elsewhere = isinstance(node, ast.Call) and (_called(node) in functions or _asks(node))
    return is_docstring or is_told_elsewhere or isinstance(node, ast.Assert)


def _asks(call):
    """Say whether a call looks a text up as it is written: `asked_for` has it."""
    return _called(call) in ASKING and any(template(each) is not None for each in call.args)


def _called(call):
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


@cache
def _parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def _trees(folder, only=lambda path: True):
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder.parent).as_posix()
        if only(name):
            yield name, _parsed(path)
