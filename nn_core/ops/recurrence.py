"""What the recurrent primitives share: a batch of sequences laid out step by step, and the way back from there."""

from __future__ import annotations

import numpy as np

from nn_core.autodiff.tensor import Array


class Steps:
    """The inputs of a recurrence, one step after the other, in the order in which they are taken.

    Arrays here are (steps, features, batch): a step is one contiguous block of memory, and so is each gate in it.
    """

    def __init__(
        self,
        x: Array,
        mask: Array | None,
        dropout: Array | None,
        go_backwards: bool,
        return_sequences: bool,
        zero_masked: bool,
    ) -> None:
        if x.shape[1] == 0:
            raise ValueError(f"A recurrent layer needs at least one step, but the input has shape {x.shape}.")
        self.go_backwards, self.return_sequences, self.dropout = go_backwards, return_sequences, dropout
        self.batch, self.count, features = x.shape
        self.x = np.empty((self.count, features + 1, self.batch), x.dtype)
        self.x[:, :-1] = self._turn(x)
        self.x[:, -1] = 1  # the bias is the weight of an input that is always one
        if dropout is not None:
            self.x[:, :-1] *= dropout.T
        self.mask: Array | None = None
        self.visible: Array | None = None
        if mask is not None:
            self.mask = self._turn(mask.astype(bool)[:, :, None])
            # a masked step repeats the last output; before the first true step there is none, and zeros stand for it
            self.visible = self.mask if zero_masked else np.logical_or.accumulate(self.mask, axis=0)

    def _turn(self, x: Array) -> Array:
        """Bring (batch, steps, features) into the layout used here."""
        turned = x.transpose(1, 2, 0)
        return turned[::-1] if self.go_backwards else turned

    def project(self, kernel: Array, bias: Array | None) -> Array:
        """Multiply the inputs of all steps by a kernel and add the bias."""
        return np.asarray(np.matmul(np.vstack([kernel, np.zeros_like(kernel[:1]) if bias is None else bias]).T, self.x))

    def start(self, state: Array | None, units: int) -> Array:
        """Return room for a state before the first step and after every step, the first filled in."""
        states = np.empty((self.count + 1, units, self.batch), self.x.dtype)
        states[0] = 0 if state is None else state.T
        return states

    def freeze(self, t: int, *states: Array) -> None:
        """Let the samples that are masked at step t keep their state."""
        if self.mask is not None:
            for state in states:
                np.copyto(state[t + 1], state[t], where=~self.mask[t])

    def outputs(self, states: Array) -> Array:
        """Return the whole sequence of outputs, or the last output, given the states."""
        if self.return_sequences:
            y = states[1:] if self.visible is None else states[1:] * self.visible
            return np.ascontiguousarray(y.transpose(2, 0, 1))
        return last(states if self.visible is None else states[-1:] * self.visible[-1])

    # ---- the way back -----------------------------------------------------------------------------------

    def last_gradient(self, g: Array | None, units: int) -> Array:
        """Return a fresh array for the gradient of a state, starting with that of the last one."""
        return np.zeros((units, self.batch), self.x.dtype) if g is None else g.T.copy()

    def arriving(self, g_outputs: Array | None) -> dict[int, Array]:
        """Return the gradients that reach the state through the outputs, by step."""
        if g_outputs is None:
            return {}
        if not self.return_sequences:
            last = g_outputs.T if self.visible is None else g_outputs.T * self.visible[-1]
            return {self.count - 1: last}
        g = np.ascontiguousarray(g_outputs.transpose(1, 2, 0))
        return dict(enumerate(g if self.visible is None else g * self.visible))

    def pass_over(self, t: int, before: Array, after: Array) -> Array:
        """Return the gradient of the old state: where step t is masked, that of the new state unchanged."""
        return before if self.mask is None else np.where(self.mask[t], before, after)

    def seen(self, t: int, gradient: Array) -> Array:
        """Return the gradient of a new state, without the samples that are masked at step t."""
        return gradient if self.mask is None else gradient * self.mask[t]

    def input_gradients(
        self, dz: Array, kernel: Array, needs: tuple[bool, ...]
    ) -> tuple[Array | None, Array | None, Array | None]:
        """Return the gradients for the inputs, the kernel and the bias, given those of the projected inputs.

        `dz` is (columns of the kernel, steps, batch): for the weights, steps and batch are one long axis to sum over.
        """
        flat = dz.reshape(len(dz), -1)
        weights = weight_gradient(self.x, dz) if needs[1] or needs[2] else None
        dk, db = (None, None) if weights is None else (weights[:-1], weights[-1])
        return self._dx(flat, kernel) if needs[0] else None, dk if needs[1] else None, db if needs[2] else None

    def _dx(self, flat: Array, kernel: Array) -> Array:
        dx = (flat.T @ kernel.T).reshape(self.count, self.batch, -1)
        if self.dropout is not None:
            dx *= self.dropout
        return np.ascontiguousarray((dx[::-1] if self.go_backwards else dx).swapaxes(0, 1))


def weight_gradient(inputs: Array, dz: Array) -> Array:
    """Return the gradient of a kernel that was used at every step, in one matrix product.

    `inputs` are (steps, rows of the kernel, batch), `dz` is (columns of the kernel, steps, batch).
    """
    return inputs.swapaxes(0, 1).reshape(inputs.shape[1], -1) @ dz.reshape(len(dz), -1).T


def dropped(states: Array, dropout: Array | None) -> Array:
    """Return states as the recurrent kernel saw them."""
    return states if dropout is None else states * dropout.T


def last(states: Array) -> Array:
    """Return the last of the states as (batch, units)."""
    return np.ascontiguousarray(states[-1].T)
