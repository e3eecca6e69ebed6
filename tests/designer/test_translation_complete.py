"""Nothing the program can say lacks its translation: what the source and the registry hold is in every file."""

import json
import re

import pytest

from designer import actions, translation
from designer.data import steps
from designer.data.sources import FILE_KINDS, sources
from designer.data.steps import Step
from designer.docks import SPECS
from designer.model.commands import AddLayer, Connect, SetParameter
from designer.model.document import Document
from designer.model.graph import Edge
from designer.paths import resource
from tests.designer import said

FILES = sorted(resource("translations").glob("*.json"))

# What is printed to a terminal or written into a program, and what only a programmer meets.
NOT_IN_THE_WINDOW = (
    "designer/app.py",
    "designer/data/code/",
    "designer/doctor.py",
    "designer/log.py",
    "designer/paths.py",
    "designer/theme.py",
    "designer/training/headless.py",
    "nn_core/__init__.py",
    "nn_core/applications/",
    "nn_core/autodiff/",
    "nn_core/backend/",
    "nn_core/cli/",
    "nn_core/config.py",
    "nn_core/diagram/",
    "nn_core/plans/",
    "nn_core/tree.py",
    "nn_core/utils/",
    "nn_core/wrappers/",
)

# What of the engine speaks to the window: not only its errors, but all that describes and explains.
ENGINE_SAYS = ("nn_core/layers/", "nn_core/losses/", "nn_core/saving/", "nn_core/spec/", "nn_core/training/refusals.py")
PROGRAMS = ("nn_core/saving/source/", "nn_core/spec/expression_names.py")

CITED = re.compile(r"""[`'"].*?[`'"]|\(.*?\)|\[.*?\]|et al""")  # what stands as it is within a sentence

# What looks like words, but is none, or says to a programmer why something cannot be.
NO_WORDS = {
    "Excel files are packed XML of some hundred pages",
    "Parquet files are compressed column by column",
    "columns of a Parquet file",
    "test = ?, test_looks = ?",
    'class="warning"',
    "default-src 'none'; style-src 'unsafe-inline'",
    'stroke-dasharray="6 4"',
    "&nbsp;&nbsp;",
    "&nbsp;&nbsp; <span style='color:{0}'>{1}</span>",
    "&nbsp;&nbsp; {0}",
    "Earth, wind and fire!",
    "int | None",
    "wind, wind",
    "output = activation(input)",
    "output = softmax(Σ scale · tanh(query + key)) · value",
    "output = softmax(query · keyᵀ) · value",
    "h = activation(x · kernel + h · recurrent_kernel + bias)",
    "keras.utils.to_categorical({}, {0})",
    'data = np.load("{0}")',
    '{}[:, None].astype("float32")',
    "{0} was let through",
    "{0}[*] – nn-designer",
}


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def language(request):
    return translation.language_for(request.param.stem)


def known_to(language):
    """Return a function that says what becomes of a sentence, None if a part of it stays English."""

    def known(text):
        exact = language.find(text) or language.help.get(text) or language.parts.get(text)
        own = exact or language.find_sentence(text) or ""
        is_mixed = re.search(r"\b[a-z]{2,} [a-z]{2,}", CITED.sub("", own))
        return exact or (own if own and not is_mixed else None)

    return known


def missing(found, known):
    return sorted({f"{where}: {text}" for where, text in found if text not in NO_WORDS and known(text) is None})


def is_in_the_window(path):
    return not path.startswith(NOT_IN_THE_WINDOW)


def test_every_text_the_views_look_up_has_its_translation(language):
    found = [(where, text) for where, text in said.asked_for() if is_in_the_window(where)]
    assert len(found) > 300
    assert missing(found, language.find) == []


def test_every_menu_action_and_panel_has_its_translation(language):
    found = [("actions", text) for spec in actions.ACTIONS for text in (spec.text, spec.tip) if text]
    found += [("menus", title) for title, _ in actions.MENUS] + [("docks", spec.title) for spec in SPECS]
    assert missing(found, language.find) == []


def test_every_sentence_in_the_source_of_the_designer_has_its_translation(language):
    found = list(said.prose(said.DESIGNER, is_in_the_window))
    assert len(found) > 1000
    assert missing(found, known_to(language)) == []


def test_every_sentence_of_the_engine_has_its_translation(language):
    found = list(said.raised(said.ENGINE, is_in_the_window))
    says = said.prose(said.ENGINE, lambda path: path.startswith(ENGINE_SAYS), besides={"param"})
    found += [(where, text) for where, text in says if not where.startswith(PROGRAMS)]
    assert len(found) > 400
    assert missing(found, known_to(language)) == []


def test_the_help_of_every_layer_parameter_and_callback_has_its_translation(language):
    found = [*said.layer_help(), *said.callbacks()]
    assert len(found) > 2000
    assert missing(found, known_to(language)) == []


def test_all_data_and_their_steps_have_a_translation(language):
    found = [("data", text) for source in sources() for text in (source.title, source.description)]
    found += [("files", kind.title) for kind in FILE_KINDS]
    for step in (each for each in vars(steps).values() if isinstance(each, type) and issubclass(each, Step)):
        words = [step.title, *(name.replace("_", " ") for name in step.parameters)]
        words += [str(word) for each in step.parameters.values() for word in getattr(each.kind, "options", ())]
        found += [("steps", text) for text in words if text]
    assert len(found) > 60
    assert missing(found, known_to(language)) == []


def test_no_translation_holds_three_english_words_in_a_row(language):
    found = [*language.texts.values(), *language.sentences.values(), *language.parts.values(), *language.help.values()]
    plain = [CITED.sub("", text) for text in found]
    assert [text for text in plain if re.search(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b", text)] == []


def test_every_category_of_the_library_has_its_translation(language):
    assert missing([("library", name) for name in said.catalog.categories()], language.find) == []


@pytest.mark.parametrize("shape", [[4], [5, 3], [8, 8, 3], [None, None, 3]], ids=str)
def test_what_is_wrong_with_any_layer_on_any_input_is_said_in_the_language(language, shape):
    known, english = known_to(language), set()
    for cls in (each for listed in said.catalog.categories().values() for each in listed if each.max_inputs != 0):
        document = Document()
        document.execute(AddLayer(said.catalog.input_class().__name__))
        (first,) = document.graph.nodes
        document.execute(SetParameter(document.graph.nodes[first].layer_key, "shape", shape))
        document.execute(AddLayer(cls.__name__))
        document.execute(Connect(Edge(first, 0, list(document.graph.nodes)[-1], 0)))
        for problem in document.report.problems:
            english |= {text for text in (problem.text, problem.remedy) if text and known(text) is None}
    assert english == set()


def test_every_layer_is_found_by_words_of_the_language(language):
    words = json.loads(resource(f"search/{language.code}.json").read_text(encoding="utf-8"))
    layers = [cls.__name__ for listed in said.catalog.categories().values() for cls in listed]
    assert [name for name in layers if not words.get(name)] == []
