"""Planner: makes the program of a step from the instructions of a trace.

How to write a planned form
---------------------------
A planned form says how a plan computes an operation. It looks like the primitive beside which it stands, but instead of
computing it lists the calls to be made in every step; it runs once, when the plan is made:

    @tanh.planned
    def _(plan, x):
        y = plan.like(x)
        plan.do(np.tanh, x, y)

        def vjp(g, needs):
            gx = plan.gradient(x)
            plan.do(np.multiply, y, y, gx)
            plan.do(np.subtract, 1, gx, gx)
            plan.do(np.multiply, g, gx, gx)
            return (gx,)

        return y, vjp

- The arguments are those of the primitive: arrays (or None, or numbers) by position, settings by name. Shapes, types
  and strides hold for all steps; the numbers in the arrays do not exist yet. Never look at them.
- `plan.do(function, *args, **kwargs)` appends a call. Whatever array a call touches must be among its arguments (lists
  and tuples are searched, objects and closures are not): from them the plan learns how long each array is needed, and
  where it lies in the end. Views of arrays (`x.reshape`, `x.T`) may be passed and cost nothing.
- `plan.empty(shape, dtype)` and `plan.like(x)` give arrays to write into. What is in them before is undefined. An array
  that must keep something from step to step (a table, scratch of a kernel's own) is made with NumPy instead; it stays.
- The result y (or a tuple) may be such an array, or a view of an argument, which costs nothing.
- `vjp(g, needs)` runs once too, when the way back is planned. Arrays of the way forward that its calls name are kept
  until then; nothing needs to be declared. For several results g is a tuple, with None for results nobody used.
- `plan.gradient(x)` gives the array into which the gradient of an argument is best written (its place in the vector of
  all gradients, where x is a weight). Any other array, g itself and views of it may be returned as well.
- Ownership: write only to arrays that your form got from `plan.empty`, `plan.like` or `plan.gradient`. Never write to
  arguments or to g: others may read them. Where nobody does, a ufunc with `out` as its last argument is made to work
  in place by the plan itself (the result is laid over an argument that is not needed any more).
- A form may return None for "not in this case": then the primitive itself is called in every step (see `replay`).
- `plan.in_order(x)` gives x, or a copy where its numbers do not lie in order: use it before `reshape`, which would copy
  once and for all. `plan.is_constant(g)` tells that the numbers in an array may be looked at now: gradients begin as
  constants at the loss; a result that follows from constants alone is passed on by `plan.constant(array)`.
- `plan.check(function, x, ...)` is for functions that only refuse wrong numbers: where x is an input of the model they
  look at all samples once instead of at every batch.
- `plan.later(g, function, *args)` promises the numbers of a large gradient, to be written samples by samples with
  `function(samples, g[samples], *args)`. A form that asks `plan.promised(g)` may do so itself, block by block; as soon
  as any other call names g, all of it is written. It may be written more than once. `function` has no `workspace`.
- `plan.followers()` lists the operations that come next, each the only one to read what came before. A form may do
  their work along with its own and tell theirs so through `plan.memo` (a convolution does that for ReLU and pooling).
- Equal work of several forms (softmax and its loss) is shared through `plan.memo`, a dict for the time of planning.
- Random numbers are drawn by the call, in every step, from the same generator and in the same order as the primitive.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nn_core.autodiff.primitive import Promise
from nn_core.autodiff.tensor import Array, Tensor, Variable
from nn_core.autodiff.trace import Instruction, Trace, value_of
from nn_core.plans.program import Program, arrays_in, root_of
from nn_core.plans.replay import Replay
from nn_core.plans.spread import write_in_blocks

Check = tuple[int, Callable[..., Any], tuple[Any, ...]]  # number of the input, function, further arguments


class Planner:
    """Makes a program of a trace.

    Args:
        inputs: the tensors that change from step to step, with the arrays that will hold their values.
        gradients: the weights whose gradients are wanted, with the arrays for these.
        results: the tensors that will be looked at after a step.
    """

    def __init__(
        self,
        trace: Trace,
        inputs: Sequence[tuple[Tensor, Array]],
        gradients: Sequence[tuple[Variable, Array]] = (),
        results: Sequence[Tensor] = (),
    ) -> None:
        self.program = Program()
        self.memo: dict[Any, Any] = {}
        self._trace = trace
        self._readers = _readers_in(trace, results)
        self._current: Instruction | None = None
        self._arrays = {id(tensor): array for tensor, array in inputs}
        self._inputs = [array for _, array in inputs]
        self.checks: list[Check] = []
        self._wanted = {id(variable): array for variable, array in gradients}
        self._needs = {id(variable) for variable, _ in gradients}
        self._constants: dict[int, Array] = {}
        self._found: dict[int, Array] = {}  # gradients so far, by tensor
        self.without_gradient: list[int] = []  # ids of weights on which the loss does not depend
        self._places: dict[int, Array] = {}  # where weights want their gradients, by the weight's array
        self._promises: dict[int, Promise] = {}
        self._ways_back: list[tuple[Instruction, Any, tuple[bool, ...]]] = []

    # ---- for planned forms ----------------------------------------------------------------------------------

    def do(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Append a call to the program."""
        for x in arrays_in((args, tuple(kwargs.values()))):
            self._keep_promise(root_of(x))
        self.program.do(function, *args, **kwargs)

    def later(self, x: Array, function: Callable[..., None], *args: Any) -> None:
        """Promise that function(samples, x[samples], *args) writes any samples of x."""
        for each in arrays_in(args):
            self._keep_promise(root_of(each))
        if root_of(x) is x:
            self._promises[id(x)] = function, args
        else:  # the place of a weight's gradient
            self.program.do(write_in_blocks, x, function, args)

    def promised(self, x: Array) -> Promise | None:
        """Return what was promised of x and is not yet done."""
        return self._promises.get(id(x))

    def followers(self) -> list[Instruction]:
        """Return the operations that come after the one being planned, each the only reader of the result before."""
        found: list[Instruction] = []
        last = self._current
        while last is not None and len(last.outputs) == 1 and len(self._readers[id(last.outputs[0])]) == 1:
            (last,) = self._readers[id(last.outputs[0])]
            found.extend([last] if last is not None else [])
        return found

    def _keep_promise(self, x: Array) -> None:
        if id(x) in self._promises:
            self.program.do(write_in_blocks, x, *self._promises.pop(id(x)))

    def check(self, function: Callable[..., Any], x: Array, *args: Any) -> None:
        """Append a call that refuses wrong numbers in x."""
        for number, array in enumerate(self._inputs):
            if x.size == array.size and np.may_share_memory(x, array):
                self.checks.append((number, function, args))
                return
        self.do(function, x, *args)

    def empty(self, shape: tuple[int, ...], dtype: Any = "float32") -> Array:
        """Return an array for results."""
        return self.program.empty(shape, dtype)

    def like(self, x: Array) -> Array:
        """Return an array for results, of the shape and type of x."""
        return self.program.empty(x.shape, x.dtype)

    def in_order(self, x: Array) -> Array:
        """Return x with its numbers lying in order: x itself, or a copy made in every step."""
        if x.flags.c_contiguous:
            return x
        y = self.like(x)
        self.do(np.copyto, y, x)
        return y

    def is_constant(self, x: Any) -> bool:
        """Say whether the numbers in x are the same in all steps, so that one may look at them."""
        return id(x) in self._constants

    def constant(self, x: Array) -> Array:
        """Declare that the numbers in x stay the same in all steps."""
        self._constants[id(x)] = x
        return x

    def gradient(self, x: Array | None) -> Array:
        """Return the array into which the gradient of an argument is best written."""
        if x is None:
            raise ValueError("There is no gradient for an argument that is not there.")
        place = self._places.pop(id(x), None)
        return self.like(x) if place is None else place

    def forget(self) -> None:
        """Let go of the trace and of everything planned: forms know the planner, and it knows them."""
        self._trace.instructions.clear()
        self._current = None
        for each in (
            self._ways_back,
            self._arrays,
            self._found,
            self._constants,
            self._promises,
            self.memo,
            self._readers,
        ):
            each.clear()

    # ---- the way forward ------------------------------------------------------------------------------------

    def forward(self) -> None:
        """Plan all instructions."""
        for instruction in self._trace.instructions:
            self._forward(instruction)

    def _forward(self, instruction: Instruction) -> None:
        self._current = instruction
        args = tuple(map(self.array, instruction.args))
        kwargs = {name: self.array(x) for name, x in instruction.kwargs.items()}
        needs = tuple(id(x) in self._needs for x in instruction.args)
        form = getattr(instruction.function, "planned_form", None)
        planned = form(self, *args, **kwargs) if form is not None else None
        if planned is None:
            planned = self._replay(instruction, args, kwargs)
        elif not instruction.is_primitive:
            planned = planned, None
        y, vjp = planned
        for tensor, array in zip(instruction.outputs, y if isinstance(y, tuple) else (y,), strict=True):
            self._arrays[id(tensor)] = array
        if instruction.is_primitive and any(needs):
            self._needs.update(map(id, instruction.outputs))
            self._ways_back.append((instruction, vjp, needs))

    def _replay(self, instruction: Instruction, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        outputs = tuple(self.like(value_of(tensor)) for tensor in instruction.outputs)
        if not outputs:  # an assignment
            self.do(instruction.function, *args)
            return (), None
        replay = Replay(instruction)
        if kwargs and any(self.program.owns(x) for x in kwargs.values()):
            self.do(_forward_by_name, replay, args, tuple(kwargs), tuple(kwargs.values()), outputs)
        else:
            self.do(replay.forward, args, kwargs, outputs)

        def vjp(g: Any, needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
            targets = tuple(self.gradient(x) if needed else None for x, needed in zip(args, needs, strict=True))
            self.do(replay.backward, g, needs, (args, tuple(kwargs.values())), targets)
            return targets

        return outputs, vjp

    def array(self, x: Any) -> Any:
        """Return the array that holds a tensor's values in every step; anything else as it is."""
        if not isinstance(x, Tensor):
            return x
        if id(x) not in self._arrays:
            self._arrays[id(x)] = value_of(x)  # a weight, or a constant
            if id(x) in self._wanted:
                self._places[id(value_of(x))] = self._wanted[id(x)]
        return self._arrays[id(x)]

    # ---- the way back ---------------------------------------------------------------------------------------

    def backward(self, target: Tensor) -> None:
        """Plan the way back from the loss; the gradients of the weights end up in their arrays."""
        seed = self._arrays[id(target)]
        self._found[id(target)] = self.constant(np.ones(seed.shape, seed.dtype))
        for instruction, vjp, needs in reversed(self._ways_back):
            g = [self._found.pop(id(output), None) for output in instruction.outputs]
            if all(each is None for each in g):
                continue
            parts = vjp(tuple(g) if instruction.is_multiple else g[0], needs)
            for x, needed, part in zip(instruction.args, needs, parts, strict=True):
                if needed and part is not None:
                    self._add(x, part)
        self._deliver()

    def _add(self, x: Tensor, part: Array) -> None:
        """Add to the gradient of a tensor."""
        before = self._found.get(id(x))
        if before is None:
            self._found[id(x)] = part
            return
        total = self.like(part)
        self.do(np.add, before, part, total)
        self._found[id(x)] = total

    def _deliver(self) -> None:
        """See to it that the gradients of the weights are where they are wanted."""
        for key, place in self._wanted.items():
            found = self._found.get(key)
            if found is None:
                self.without_gradient.append(key)
            elif found is not place:
                self.do(np.copyto, place, found)
            else:
                self._keep_promise(place)


def _readers_in(trace: Trace, results: Sequence[Tensor]) -> defaultdict[int, list[Instruction | None]]:
    """Return for each tensor, by its id, the instructions that read it; None stands for whoever wants the results."""
    readers: defaultdict[int, list[Instruction | None]] = defaultdict(list)
    for instruction in trace.instructions:
        for x in (*instruction.args, *instruction.kwargs.values()):
            for each in x if isinstance(x, list | tuple) else [x]:
                readers[id(each)].append(instruction)
    for x in results:
        readers[id(x)].append(None)
    return readers


def _forward_by_name(replay: Replay, args: Any, names: tuple[str, ...], values: Any, outputs: Any) -> None:
    replay.forward(args, dict(zip(names, values, strict=True)), outputs)
