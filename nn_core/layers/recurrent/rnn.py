"""RNN: a sequence read with any cell."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from nn_core.layers.layer import Sample
from nn_core.layers.recurrent.recurrent import Recurrent
from nn_core.layers.recurrent.stacked_rnn_cells import StackedRNNCells
from nn_core.spec.kinds import Nested
from nn_core.spec.params import param


class RNN(Recurrent, category="Recurrent"):
    """Read a sequence step by step with a cell: a ready one, a stack of them, or one's own.

    A cell is a layer with a `state_size` whose `call(inputs, states)` returns the output and the new states.

    Example:
        >>> class Sum(Layer):
        ...     state_size = 4
        ...
        ...     def call(self, inputs, states):
        ...         total = states[0] + inputs
        ...         return total, [total]
        >>> layer = RNN(Sum())
    """

    cell: Annotated[Any, Nested(having="state_size")] = param(
        after="", help="What is done in every step; a list of cells is stacked."
    )
    zero_output_for_mask: bool = param(
        default=False, after="unroll", help="Whether a masked step gives zeros instead of the output before it."
    )

    suggested: ClassVar[dict[str, Any]] = {"cell": "LSTMCell"}
    sample = Sample(args={"cell": {"class_name": "LSTMCell", "config": {"units": 3}}}, inputs=[(4, 2)])

    def __init__(self, cell: Any, *args: Any, **kwargs: Any) -> None:
        if isinstance(cell, list | tuple):
            cell = StackedRNNCells(cells=cell, dtype=kwargs.get("dtype"))
        super().__init__(cell, *args, **kwargs)
