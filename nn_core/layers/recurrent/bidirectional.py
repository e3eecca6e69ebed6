"""Bidirectional: a sequence read from both ends."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from nn_core import ops
from nn_core.layers.layer import Layer, Sample
from nn_core.spec.kinds import Nested, Optional
from nn_core.spec.params import check_value, param

_RECURRENT = Nested(having="go_backwards")


class Bidirectional(Layer, category="Recurrent"):
    """Read a sequence from both ends with two layers of the same kind, and join what they found.

    Each output then knows what came before it and what comes after: good for understanding a text, impossible for
    predicting how one goes on.

    Reference: Schuster & Paliwal, "Bidirectional Recurrent Neural Networks" (1997).
    """

    layer: Annotated[Any, _RECURRENT] = param(help="The layer that reads forwards; a copy of it is used.")
    merge_mode: Literal["concat", "sum", "mul", "ave"] | None = param(
        default="concat", help="How the outputs of both directions are joined; two outputs if None."
    )
    backward_layer: Annotated[Any, Optional(_RECURRENT)] = param(
        default=None, help="The layer that reads backwards; a copy of the other one if not given."
    )

    min_ndim = 3
    supports_masking = True
    roles = ("recurrence",)
    picture = "recurrence"
    suggested: ClassVar[dict[str, Any]] = {"layer": "LSTM"}
    sample = Sample(args={"layer": {"class_name": "LSTM", "config": {"units": 3}}}, inputs=[(4, 2)])

    def __init__(
        self, layer: Any, merge_mode: Any = "concat", weights: Any = None, backward_layer: Any = None, **kwargs: Any
    ) -> None:
        layer = check_value(type(self), "layer", layer)
        if backward_layer is None:
            backward_layer = _copy(layer, "backward_", go_backwards=True)
        super().__init__(layer, merge_mode, backward_layer, **kwargs)
        self.forward_layer = _copy(layer, "forward_")
        self._check_pair()
        for each in self.sublayers():
            each.zero_output_for_mask = each.return_sequences
        self._first_weights = weights

    def _check_pair(self) -> None:
        forward, backward = self.forward_layer, self.backward_layer
        if forward.go_backwards == backward.go_backwards:
            raise ValueError(f"{self._title()}: one layer must have go_backwards=True and the other False.")
        for name in ("stateful", "return_sequences", "return_state"):
            a, b = getattr(forward, name), getattr(backward, name)
            if a != b:
                raise ValueError(f"{self._title()}: both layers need the same {name}, but they have {a} and {b}.")

    def sublayers(self) -> list[Any]:
        return [self.forward_layer, self.backward_layer]

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "layer": type(self).parameters["layer"].kind.to_json(self.forward_layer)}

    @property
    def return_sequences(self) -> bool:
        return bool(self.layer.return_sequences)

    @property
    def return_state(self) -> bool:
        return bool(self.layer.return_state)

    @property
    def stateful(self) -> bool:
        return bool(self.layer.stateful)

    def build(self, input_shape: Any) -> None:
        for each in self.sublayers():
            if not each.built:
                each.build(input_shape)
        if self._first_weights is not None:
            self.set_weights(self._first_weights)

    def compute_output_shape(self, input_shape: Any) -> Any:
        self.check_input_shape(input_shape)
        shapes = [each.compute_output_shape(input_shape) for each in self.sublayers()]
        if not self.return_state:
            return self._joined_shape(*shapes)
        output = self._joined_shape(*(each[0] for each in shapes))
        outputs = output if self.merge_mode is None else (output,)
        return (*outputs, *shapes[0][1:], *shapes[1][1:])

    def _joined_shape(self, forward: Any, backward: Any) -> Any:
        if self.merge_mode is None:
            return (forward, backward)
        return (*forward[:-1], forward[-1] + backward[-1]) if self.merge_mode == "concat" else forward

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        mask = previous_mask if self.return_sequences else None
        return [mask, mask] if self.merge_mode is None else [mask]

    def count_macs(self, input_shape: Any) -> int | None:
        macs = [each.count_macs(input_shape) for each in self.sublayers()]
        return None if None in macs else sum(macs)

    def call(self, sequences: Any, initial_state: Any = None, mask: Any = None, training: bool = False) -> Any:
        half = 0 if initial_state is None else len(initial_state) // 2
        first = (None, None) if initial_state is None else (initial_state[:half], initial_state[half:])
        pairs = zip(self.sublayers(), first, strict=True)
        found = [layer(sequences, initial_state=state, mask=mask) for layer, state in pairs]
        states: list[Any] = []
        if self.return_state:
            states = [*found[0][1:], *found[1][1:]]
            found = [each[0] for each in found]
        joined = self._join(found[0], ops.flip(found[1], axis=1) if self.return_sequences else found[1])
        if not self.return_state:
            return joined
        return (*joined, *states) if self.merge_mode is None else (joined, *states)

    def _join(self, forward: Any, backward: Any) -> Any:
        if self.merge_mode == "concat":
            return ops.concatenate([forward, backward], axis=-1)
        if self.merge_mode == "mul":
            return forward * backward
        if self.merge_mode is None:
            return (forward, backward)
        return (forward + backward) / (2 if self.merge_mode == "ave" else 1)

    def reset_states(self) -> None:
        """Start the next batch from states of zeros."""
        for each in self.sublayers():
            each.reset_states()

    reset_state = reset_states


def _copy(layer: Any, prefix: str, **changes: Any) -> Any:
    """Return a new layer of the same configuration, with weights of its own."""
    name = layer.name.removeprefix("forward_").removeprefix("backward_")
    return type(layer).from_config({**layer.get_config(), "name": f"{prefix}{name}", **changes})
