"""The widget that suits an input of the data."""

from __future__ import annotations

from designer.data import own_form
from designer.data.dataset import Dataset
from designer.data.scaling import UNSCALED
from designer.data.words import Wording
from designer.panels.evaluation.input_widgets import FormInput, InputWidget, PictureInput, TextInput
from designer.panels.evaluation.series_input import SeriesInput, is_series


def input_widget(dataset: Dataset, name: str) -> InputWidget:
    """Return a widget for one sample of an input: of words, of pixels, of a few numbers, or of moments."""
    if isinstance(dataset.input_scaling.get(name, UNSCALED), Wording):
        return TextInput(dataset, name)
    if dataset.is_image(name):
        return PictureInput(dataset, name)
    if own_form.fields_of(dataset, name):
        return FormInput(dataset, name)
    return SeriesInput(dataset, name) if is_series(dataset, name) else InputWidget(dataset, name)
