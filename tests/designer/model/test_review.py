"""The review of the design: every rule finds what it is for, and nothing else."""

import pytest

from designer.model.document import Document
from designer.model.repairs import repairs_of
from designer.model.review.reviewing import dismissal_key, review, review_by
from designer.model.review.rule import RULES
from tests.designer.model.review_cases import CASES, END, RELU, chain

WEAK = [(name, case) for name, (weak, _) in CASES.items() for case in weak]
SOUND = [(name, case) for name, (_, sound) in CASES.items() for case in sound]
every_rule = pytest.mark.parametrize("name", list(RULES))


def ids(cases):
    return [f"{name}-{number}" for number, (name, _) in enumerate(cases)]


def test_every_rule_has_cases_on_both_sides():
    assert set(CASES) == set(RULES)
    assert len(RULES) >= 26
    assert all(weak and sound for weak, sound in CASES.values())


@every_rule
def test_every_rule_says_why_in_whole_sentences(name):
    assert RULES[name].why.endswith(".")
    assert len(RULES[name].why) > 50
    assert RULES[name].severity in ("warning", "hint")


@pytest.mark.parametrize(("name", "case"), WEAK, ids=ids(WEAK))
def test_a_weak_spot_is_found_once_with_what_then(name, case):
    document = case()
    assert document.report.is_valid, document.report.errors
    (found,) = review_by(document, name)
    assert found.text.endswith((".", "!"))
    assert found.remedy.endswith(".")
    assert found.why == RULES[name].why
    assert found.about == "design"
    assert set(found.node_ids) <= set(document.graph.nodes)
    assert found in review(document)


@pytest.mark.parametrize(("name", "case"), SOUND, ids=ids(SOUND))
def test_a_sound_design_is_left_alone(name, case):
    document = case()
    assert document.report.is_valid, document.report.errors
    assert review_by(document, name) == ()


@pytest.mark.parametrize(("name", "case"), WEAK, ids=ids(WEAK))
def test_what_is_offered_against_a_weak_spot_removes_it(name, case):
    document = case()
    (found,) = review_by(document, name)
    offered = repairs_of(document, found)
    assert bool(offered) == bool(RULES[name].ideas), "a rule with ideas has one that works"
    for repair in offered:
        before = document.graph.copy(), document.settings
        document.execute(repair.command)
        assert not set(found.node_ids) & {id for each in review_by(document, name) for id in each.node_ids}
        assert document.report.is_valid
        document.undo()
        assert (document.graph, document.settings) == before


def test_a_good_model_has_a_clean_review():
    assert review(chain(RELU, END)) == ()


def test_an_empty_canvas_and_a_broken_model_are_reviewed_without_a_word_too_many():
    assert review(Document()) == ()
    broken = chain(("Conv2D", {"filters": 3, "kernel_size": 3}), "Flatten", END)
    assert {each.about for each in review(broken)} <= {"design"}


def test_what_was_dismissed_is_not_told_again_until_it_is_about_other_layers():
    document = chain(RELU, END, ("Dropout", {"rate": 0.9}))
    found = {each.rule: each for each in review(document)}
    document.dismissed = frozenset([dismissal_key(document, found["high_dropout"])])
    assert {each.rule for each in review(document)} == {"dropout_at_the_end"}
    other = chain(RELU, ("Dropout", {"rate": 0.9}), END)
    other.dismissed = document.dismissed
    assert [each.rule for each in review(other)] == ["high_dropout"]


def test_warnings_come_before_hints():
    severities = [
        each.severity for each in review(chain(RELU, ("Dropout", {"rate": 0.9}), END, ("Dropout", {"rate": 0.9})))
    ]
    assert severities == sorted(severities, reverse=True)


@pytest.mark.parametrize(
    ("layers", "text"),
    [
        ([("Dense", {"units": 8})], "Set activation of 'dense' to 'relu'"),
        ([("Dense", {"units": 8})] * 2, "Set activation of 2 layers to 'relu'"),
    ],
)
def test_one_layer_that_is_to_be_changed_is_named_several_are_counted(layers, text):
    document = chain(*layers, END)
    (problem,) = review_by(document, "no_nonlinearity")
    assert [repair.text for repair in repairs_of(document, problem)] == [text]
