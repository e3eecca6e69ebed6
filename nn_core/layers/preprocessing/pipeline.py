"""Pipeline: several layers as one, without a model around them."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core.layers.layer import Layer, Sample
from nn_core.spec.kinds import Nested, Several
from nn_core.spec.params import param


class Pipeline(Layer, category="Preprocessing"):
    """Apply several layers one after the other: a list of changes to images, say, as one step.

    Example:
        >>> Pipeline([Resizing(64, 64), Rescaling(1 / 255)])
    """

    layers: Annotated[Any, Several(Nested())] = param(help="The layers, in order.")

    casts = False
    min_ndim = 0
    suggested = {"layers": [{"class_name": "Rescaling", "config": {"scale": 1 / 255}}]}
    sample = Sample(
        args={
            "layers": [
                {"class_name": "Rescaling", "config": {"scale": 0.5}},
                {"class_name": "CenterCrop", "config": {"height": 3, "width": 2}},
            ]
        },
        inputs=[(4, 5, 3)],
    )

    def build(self, input_shape: Any) -> None:
        for layer in self.layers:
            if not layer.built:
                layer.build(input_shape)
                layer.built = True
            input_shape = layer.compute_output_shape(input_shape)

    def compute_output_shape(self, input_shape: Any) -> Any:
        for layer in self.layers:
            input_shape = layer.compute_output_shape(input_shape)
        return input_shape

    def call(self, inputs: Any, training: bool = True) -> Any:
        for layer in self.layers:
            inputs = layer(inputs, training=training)
        return inputs

    def get_config(self) -> dict[str, Any]:
        """Return the layers and the name; Keras takes nothing else back."""
        config = super().get_config()
        return {name: config[name] for name in ("name", "layers")}
