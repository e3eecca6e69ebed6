"""What the review knows of data: ranges, classes and counts; and the examples, which it finds nothing wrong with."""

import numpy as np
import pytest

from designer.data.dataset import Dataset
from designer.data.facts import data_facts
from designer.data.sources import load
from designer.examples import ready_example
from designer.formats.door import open_document
from designer.model.data_facts import InputFacts
from designer.model.review.reviewing import review
from designer.paths import resource

EXAMPLES = sorted(resource("examples").glob("*.nnd"))


def dataset(inputs, targets, **more):
    return Dataset("Any", more.pop("task", "classification"), inputs, targets, {}, {}, **more)


def test_pixels_words_and_classes():
    inputs = {
        "picture": np.full((6, 8, 8, 1), 255, np.uint8),
        "words": np.arange(6 * 5, dtype=np.int32).reshape(6, 5),
    }
    facts = data_facts(dataset(inputs, {"y": np.array([0, 0, 0, 0, 1, 2])}, class_names=("a", "b", "c")))
    assert facts.inputs == (
        InputFacts("picture", (8, 8, 1), 255.0, 255.0, is_whole=True, is_image=True),
        InputFacts("words", (5,), 0.0, 29.0, is_whole=True),
    )
    assert (facts.task, facts.num_samples, facts.class_counts, facts.num_classes) == ("classification", 6, (4, 1, 1), 3)


def test_numbers_to_be_learned_have_a_range_and_missing_ones_do_not_hide_it():
    x = np.array([[1.0, np.nan], [-2.0, 0.5]], np.float32)
    facts = data_facts(dataset({"x": x}, {"y": np.array([[-3.0], [4.0]])}, task="regression"))
    assert (facts.inputs[0].minimum, facts.inputs[0].maximum) == (-2.0, 1.0)
    assert (facts.target_minimum, facts.target_maximum, facts.target_shape, facts.num_classes) == (-3.0, 4.0, (1,), 0)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_review_of_an_example_with_its_data_has_no_warning(path):
    document = open_document(path)
    facts = data_facts(load(document.data_name))
    document.data_facts = lambda _: facts
    assert [each.text for each in review(document) if each.severity == "warning"] == []


def test_the_example_of_the_first_start_has_a_clean_review():
    document = ready_example()
    facts = data_facts(load(document.data_name))
    document.data_facts = lambda _: facts
    assert review(document) == ()
