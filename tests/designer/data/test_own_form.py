"""Forms for a sample of one's own."""

import numpy as np
import pytest

from designer.data.dataset import Dataset
from designer.data.own_form import fields_of, sample_from, values_from
from designer.data.scaling import standardised
from designer.data.sources import load


def houses():
    raw = np.float32([[50, 1, 0, 0], [80, 0, 1, 0], [120, 0, 1, 0], [95, 0, 0, 1]])
    scaling = standardised(raw)
    names = ("area", "town=Bern", "town=Jena", "town=Pisa")
    return Dataset("Houses", "regression", {"x": scaling.apply(raw)}, {"price": np.ones((4, 1))}, {}, {},
                   feature_names=names, input_scaling={"x": scaling})  # fmt: skip


def test_numbers_have_names_ranges_and_usual_values():
    area, _ = fields_of(houses(), "x")
    assert (area.name, area.low, area.high, area.usual) == ("area", 50, 120, pytest.approx(87.5))
    assert area.range_text == "50 … 120"


def test_columns_of_one_category_become_one_choice():
    town = fields_of(houses(), "x")[1]
    assert (town.name, town.choices, town.columns) == ("town", ("Bern", "Jena", "Pisa"), (1, 2, 3))
    assert town.usual == 1  # the commonest


def test_a_filled_form_is_scaled_like_the_data():
    data = houses()
    fields = fields_of(data, "x")
    assert sample_from(data, fields, {"area": 95, "town": 2}) == pytest.approx(data.inputs["x"][3:4], abs=1e-5)


def test_a_sample_fills_the_form():
    data = houses()
    found = values_from(data, fields_of(data, "x"), data.inputs["x"][3])
    assert found == {"area": pytest.approx(95), "town": 2}


def test_pictures_have_no_form():
    digits = load("digits")
    assert fields_of(digits, next(iter(digits.inputs))) == []


def test_iris_has_its_four_lengths():
    assert [field.name for field in fields_of(load("iris"), "x")] == list(load("iris").feature_names)
