"""Drawings made like the pictures of the data."""

import numpy as np
import pytest

from designer.data.own_drawing import habit_of, normalised, pictures_of, resized, sample_of
from designer.data.sources import load


def pictures(top=3, left=6, count=4):
    """Bars of 10×4 pixels, bright on black, in pictures of 16×16."""
    made = np.zeros((count, 16, 16))
    made[:, top : top + 10, left : left + 4] = 0.9
    return made


def test_the_habit_of_the_data_is_measured():
    habit = habit_of(pictures())
    assert (habit.height, habit.width, habit.extent) == (16, 16, 10 / 16)
    assert habit.centre == pytest.approx((0.5, 0.5))
    assert habit.brightest == pytest.approx(0.9)
    assert not habit.is_dark_on_light


def test_a_drawing_in_a_corner_comes_to_the_place_and_size_of_the_data():
    drawing = np.zeros((200, 200))
    drawing[5:30, 170:180] = 1  # the same bar, in another size, in the corner
    assert normalised(drawing, habit_of(pictures())) == pytest.approx(pictures()[0], abs=1e-6)


def test_dark_ink_on_a_light_ground_is_drawn_so():
    habit = habit_of(1 - pictures())
    drawing = np.zeros((200, 200))
    drawing[5:30, 170:180] = 1
    assert habit.is_dark_on_light
    assert normalised(drawing, habit) == pytest.approx(1 - pictures()[0], abs=1e-6)


def test_an_empty_drawing_is_an_empty_picture():
    assert normalised(np.zeros((50, 50)), habit_of(pictures())).max() == 0


def test_shrinking_takes_means():
    found = resized(np.arange(16.0).reshape(4, 4, 1), 2, 2)
    assert found[..., 0].tolist() == [[2.5, 4.5], [10.5, 12.5]]


def test_a_sample_has_the_shape_and_scale_of_the_input():
    digits = load("digits")
    (name,) = digits.inputs
    sample = sample_of(digits, name, pictures_of(digits, name)[3])
    assert sample == pytest.approx(digits.inputs[name][3:4], abs=1e-5)


def test_pictures_of_the_data_stay_nearly_what_they_are():
    digits = load("digits")
    (name,) = digits.inputs
    own = pictures_of(digits, name)[:50]
    again = np.stack([normalised(picture, habit_of(pictures_of(digits, name))) for picture in own])
    assert np.abs(again - own).mean() < 0.12
