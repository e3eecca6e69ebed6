"""A template recognises the sentences of one form, and no others."""

import pytest

from designer import translation
from designer.sentence_template import SentenceTemplate
from designer.translation import Language


def said(english, own, sentence):
    return SentenceTemplate(english, own).said(sentence, str)


def test_what_stands_in_a_place_goes_to_its_place_in_the_other_language():
    assert said("'{0}' takes {1} inputs.", "{1} für {0}", "'add' takes 2 inputs.") == "2 für add"
    assert said("'{0}' takes {1} inputs.", "{1} für {0}", "'add' gives 2 outputs.") is None


def test_a_shape_stays_together_whatever_commas_it_has():
    assert said("shape {0}, {1}", "{1}: {0}", "shape (8, (8, 1)), as it is") == "as it is: (8, (8, 1))"


def test_a_place_holds_no_end_of_a_sentence_but_behind_a_colon():
    assert said("It has {0}.", "Es hat {0}.", "It has 3. Delete one.") is None
    assert said("Not opened: {0}", "Nicht offen: {0}", "Not opened: It is damaged. Try again.") is not None


def test_a_short_form_does_not_reach_over_commas_and_clauses():
    assert said("{0} of {1}", "{1}/{0}", "12 of 2,200") == "2,200/12"
    assert said("{0} of {1}", "{1}/{0}", "weights 3, state of the optimizer 4") is None


@pytest.fixture
def language():
    return Language(
        "yy", "yy",
        texts={"Stop.": "Halt."},
        sentences={"'{0}' has {1}.": "{0} hat {1}.", "{0} axes": "{0} Achsen", "See {0}.": "Siehe {0!}."},
        parts={"{0} and {1}": "{0} und {1}", "red": "rot"},
    )  # fmt: skip


def test_sentences_in_a_row_are_each_said(language):
    assert language.find_sentence("'x' has 3 axes. Stop.") == "x hat 3 Achsen. Halt."


def test_parts_of_a_sentence_are_said_in_lists_too(language):
    assert language.find_sentence("'x' has red and 2 axes.") == "x hat rot und 2 Achsen."


def test_what_is_only_a_part_is_no_sentence(language):
    assert language.find_sentence("red") is None


def test_what_is_cited_stays_as_it_is(language):
    assert language.find_sentence("See red and blue.") == "Siehe red and blue."


def test_what_is_not_known_stays_english_beside_what_is(language):
    assert language.find_sentence("Python says no. Stop.") == "Python says no. Halt."
    assert language.find_sentence("Python says no.") is None


def test_texts_that_follow_one_another_are_joined_without_a_gap_behind_a_full_width_stop():
    translation.use(Language("yy", "yy", {"One.": "一。", "Two.": "二。"}))
    try:
        assert translation.translated_together("One.", "Two.", "") == "一。二。"
        assert translation.translated_together("Else.", "Two.") == "Else. 二。"
    finally:
        translation.use(Language(translation.ENGLISH, "English"))
