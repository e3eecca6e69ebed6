"""Optimizer: changes the weights so that the loss becomes smaller."""

from __future__ import annotations

import functools
import math
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

import numpy as np

from nn_core.autodiff import Variable, convert_to_numpy
from nn_core.autodiff.accelerator import accelerator
from nn_core.autodiff.parallel import PASS, pieces_of, run
from nn_core.autodiff.tensor import Array
from nn_core.optimizers.blocks import VANISH_EVERY, Block, Buffer, Change, blocks, vanish
from nn_core.optimizers.clipping import clip_factor, global_factor
from nn_core.optimizers.last_product import LastProduct
from nn_core.optimizers.one_pass import OnePass
from nn_core.schedules.decay import InverseTimeDecay
from nn_core.schedules.schedule import LearningRateSchedule
from nn_core.spec.naming import to_snake_case, unique_name
from nn_core.spec.params import Configurable, param
from nn_core.spec.remarks import remark

DECAY_HELP = "Share by which weights shrink in a step, times the learning rate."
_FEW = 4096  # numbers


class Optimizer(Configurable):
    """Base of all methods. A subclass names the slots it keeps for each weight and writes `update`.

    Variables are changed in place, a block that fits the processor's cache at a time, without new memory.

    Example:
        >>> class Descent(Optimizer):
        ...     learning_rate: Rate = learning_rate_param(0.01)
        ...
        ...     def update(self, w, g, slots, learning_rate):
        ...         w -= learning_rate * g
    """

    weight_decay: float | None = param(
        default=None,
        kw_only=True,
        minimum=0.0,
        help=DECAY_HELP,
    )
    clipnorm: float | None = param(
        default=None, kw_only=True, minimum=0.0, help="Greatest length of the gradient of each weight."
    )
    clipvalue: float | None = param(
        default=None, kw_only=True, minimum=0.0, help="Greatest size of each number in a gradient."
    )
    global_clipnorm: float | None = param(
        default=None, kw_only=True, minimum=0.0, help="Greatest length of all gradients taken together."
    )
    use_ema: bool = param(default=False, kw_only=True, help="Keep a moving average of the weights, used at the end.")
    ema_momentum: float = param(
        default=0.99, kw_only=True, minimum=0.0, maximum=1.0, help="Share of the old in the moving average."
    )
    ema_overwrite_frequency: int | None = param(
        default=None, kw_only=True, minimum=1, help="Steps after which the weights are replaced by their average."
    )
    loss_scale_factor: float | None = param(
        default=None, kw_only=True, help="Factor the loss is multiplied with, and gradients divided by."
    )
    gradient_accumulation_steps: int | None = param(
        default=None, kw_only=True, minimum=2, help="Batches whose mean gradient makes one step."
    )
    name: str | None = param(default=None, kw_only=True, help="Name of the optimizer.")

    family: ClassVar[str] = "optimizer"
    num_passes: ClassVar[float] = 6  # from memory and back, that take as long as `update`

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.built = False
        self._iterations = Variable(np.array(0), dtype="int64", trainable=False, name="iteration")
        self._rate: Any = None
        self._own_variables: list[Variable] = []
        self._trainable_variables: list[Variable] = []
        self._slots: dict[int, dict[str, Variable]] = {}
        self._not_decayed: list[Any] = []
        self._buffer, self._scratches = Buffer(), (Buffer(), Buffer())
        self.decay = 0.0 if "decay" in self.parameters else _take_decay(type(self).__name__, kwargs)
        super().__init__(*args, **kwargs)
        self.name = self.name or unique_name(to_snake_case(type(self).__name__))
        if sum(each is not None for each in (self.clipnorm, self.clipvalue, self.global_clipnorm)) > 1:
            raise ValueError(f"{type(self).__name__}: give only one of clipnorm, clipvalue and global_clipnorm.")
        for variable in self.variables:
            variable.path = f"{self.name}/{variable.name}"

    # ---- what the author of a method writes -------------------------------------------------------------

    def slot_groups(self) -> list[list[str]]:
        """Return the names of the slots; a group is made for all weights before the next one begins."""
        return []

    def slot_start(self, slot: str) -> float:
        """Return the number a slot is filled with at first."""
        return 0.0

    def add_slots(self, variables: Sequence[Variable]) -> None:
        """Make the slots of these weights; override where they have shapes of their own."""
        self._add_groups(self.slot_groups(), variables)

    def decay_of(self, variable: Variable) -> float | None:
        """Return the weight decay of one weight."""
        return self.weight_decay

    def update(self, w: Array, g: Array, slots: dict[str, Array], learning_rate: float) -> None:
        """Change a block of a weight, and of its slots, in place, given the same block of the gradient."""
        raise NotImplementedError(f"{type(self).__name__} must define update(w, g, slots, learning_rate).")

    def in_one_pass(self, learning_rate: float) -> OnePass | None:
        """Return the function that does the same as `update`, number by number, if there is one."""
        return None

    def start_step(self, learning_rate: float) -> None:
        """Compute what is the same for all weights in this step."""

    def _scratch(self, w: Array, which: int = 0) -> Array:
        """Return the first or second array like `w` to compute in, for use within one `update`."""
        return self._scratches[which].like(w)

    # ---- state ------------------------------------------------------------------------------------------

    @property
    def iterations(self) -> Any:
        """The number of steps taken."""
        if self.gradient_accumulation_steps:
            return int(self._iterations) // self.gradient_accumulation_steps
        return self._iterations

    @property
    def learning_rate(self) -> Any:
        """The current learning rate."""
        if isinstance(self._rate, Variable):
            return self._rate
        return self._rate(int(self._iterations)) if isinstance(self._rate, LearningRateSchedule) else self._rate()

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        value = self.parameters["learning_rate"].kind.check(value)
        if callable(value):
            self._rate = value
        elif isinstance(self._rate, Variable):
            self._rate.assign(value)
        elif self._rate is None:
            self._rate = Variable(np.array(value), dtype="float64", trainable=False, name="learning_rate")
        else:
            raise TypeError(
                "The learning rate follows a schedule and cannot be set; make the optimizer with a number instead."
            )

    @property
    def follows_schedule(self) -> bool:
        """Whether the learning rate is computed for each step and cannot be set."""
        return self._rate is not None and not isinstance(self._rate, Variable)

    @property
    def lr(self) -> Any:
        """The learning rate, as Keras 2 calls it."""
        return self.learning_rate

    @lr.setter
    def lr(self, value: Any) -> None:
        self.learning_rate = value

    @property
    def variables(self) -> list[Variable]:
        """The optimizer's own state, in Keras's order: iteration, learning rate, slots."""
        rate = [self._rate] if isinstance(self._rate, Variable) else []
        return [self._iterations, *rate, *self._own_variables]

    def build(self, variables: Sequence[Variable]) -> None:
        """Make the slots for these weights; called again, for those among them that were frozen before."""
        variables = [variable for variable in variables if id(variable) not in self._slots]
        self._trainable_variables += variables
        self._slots |= {id(variable): {} for variable in variables}
        own = [["average"]] if self.use_ema else []
        own += [["gradient_accumulator"]] if self.gradient_accumulation_steps else []
        self._add_groups(own, variables)
        self.add_slots(variables)
        self.built = True

    def _add_groups(self, groups: Sequence[Sequence[str]], variables: Sequence[Variable]) -> None:
        for group in groups:
            for variable in variables:
                for slot in group:
                    self.add_slot(variable, slot, variable.shape, f"{variable.path.replace('/', '_')}_{slot}")

    def add_slot(self, variable: Variable, slot: str, shape: tuple[int, ...], name: str) -> None:
        """Make a slot for a weight."""
        start = np.full(shape, self.slot_start(slot), variable.dtype)
        self._slots[id(variable)][slot] = self.add_variable(start, name)

    def add_variable(self, start: Any, name: str) -> Variable:
        """Make a variable that belongs to the optimizer's state."""
        added = Variable(np.asarray(start), trainable=False, name=name)
        added.path = f"{self.name}/{name}"
        self._own_variables.append(added)
        return added

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Replace the whole state; arrays in the order of `variables`."""
        if len(weights) != len(self.variables):
            raise ValueError(
                f"Optimizer '{self.name}' has {len(self.variables)} variables; set_weights() was given {len(weights)}. "
                "Call build(model.trainable_variables) first."
            )
        for variable, array in zip(self.variables, weights, strict=True):
            variable.assign(array)

    # ---- one step ---------------------------------------------------------------------------------------

    def apply_gradients(self, grads_and_vars: Iterable[tuple[Any, Variable]]) -> Any:
        """Take one step, given pairs of gradient and weight; return the number of steps taken."""
        pairs = list(grads_and_vars)
        self.apply([gradient for gradient, _ in pairs], [variable for _, variable in pairs])
        return self._iterations

    def apply(self, grads: Sequence[Any], trainable_variables: Sequence[Variable] | None = None) -> None:
        """Take one step, given the gradient for each weight."""
        if not grads:
            return
        variables = self._trainable_variables if trainable_variables is None else list(trainable_variables)
        if not self.built:
            self.build(variables)
        pairs = self._known_pairs(grads, variables)
        if self._is_update_step():
            self._update_all(pairs)
        else:
            for gradient, variable in pairs:
                self._slots[id(variable)]["gradient_accumulator"].value += gradient
        if self.use_ema:
            self._update_averages()
        for _, variable in pairs:
            if variable.constraint is not None:
                variable.assign(variable.constraint(variable))
        self._iterations.value += 1

    # ---- all weights at once ----------------------------------------------------------------------------------

    def treats_alike(self, variables: Sequence[Variable]) -> bool:
        """Say whether `apply_blocks` may be used: no weight is changed in a way of its own."""
        cls = type(self)
        own = ("apply", "update_step", "add_slots", "decay_of", "_update_all", "_clipped")
        known = self._trainable_variables  # frozen ones as well: the first of them stands for all
        return (
            len(variables) > 0
            and cls.__module__.startswith("nn_core.")
            and all(getattr(cls, name) is getattr(Optimizer, name) for name in own)
            and not (self.clipnorm or self.global_clipnorm or self.use_ema or self.gradient_accumulation_steps)
            and all(variable.constraint is None for variable in variables)
            and len({variable.value.dtype for variable in known}) == 1
            and (self.weight_decay is None or len({self._is_decayed(variable) for variable in known}) == 1)
            and all(id(variable) in self._slots for variable in variables)
        )

    def slots_of(self, variables: Sequence[Variable]) -> dict[str, list[Variable]]:
        """Return the slots by name, each with one variable for every weight."""
        names = self._slots[id(variables[0])]
        return {name: [self._slots[id(variable)][name] for variable in variables] for name in names}

    def apply_blocks(self, blocks: Sequence[Block], size: int, last: LastProduct | None = None) -> None:
        """Take one step, given weights, gradients and slots piece by piece; many of them on several threads.

        Args:
            size: how many numbers there are in all blocks.
            last: work that is to be done before, as it gives some of the gradients.
        """
        rate = self._current_rate()
        self.start_step(rate)
        compiled = self._compiled(rate, size)
        plain = compiled or functools.partial(self.update, learning_rate=rate)
        change = self._adapted(plain, rate)
        step = self.in_one_pass(rate) if last is not None and change is plain else None
        if last is None or not (last.in_machine_code(step) or (compiled and last.with_change(change))):
            if last is not None:
                last()
            if len(blocks) == 1:
                change(*blocks[0])
            else:
                _change_all(blocks, change, size * PASS * (1.5 if compiled else self.num_passes))
        self._count_step(blocks)

    def _count_step(self, blocks: Sequence[Block]) -> None:
        steps, count = self._iterations.value, self._iterations.value.item()
        if not count % VANISH_EVERY:
            for _, _, slots in blocks:
                for slot in slots.values():
                    vanish(slot)
        steps[()] = count + 1  # in a small network `steps += 1` would be a twentieth of the step

    def _adapted(self, change: Change, rate: float) -> Change:
        """Return what changes a block, with the decay of its weights and the clipping of its gradient."""
        if self.weight_decay is None and self.loss_scale_factor is None and not self.clipvalue:
            return change
        shrink = self.weight_decay is not None and self._is_decayed(self._trainable_variables[0])
        scale = 1.0 if self.loss_scale_factor is None else 1 / self.loss_scale_factor

        def adapted(w: Array, g: Array, slots: dict[str, Array]) -> None:
            if shrink:
                w *= 1 - (self.weight_decay or 0.0) * rate
            change(w, self._clipped(g, scale), slots)

        return adapted

    def _compiled(self, rate: float, size: int) -> Change | None:
        """Return the compiled form of `update`, if there is one by now."""
        if size < _FEW and self.num_passes <= 2:  # NumPy is done before one has asked
            return None
        one_pass = self.in_one_pass(rate)
        if one_pass is None or self._trainable_variables[0].value.dtype != np.float32:
            return None
        compiled = accelerator.find(one_pass.kernel, size)
        if compiled is None:
            return None
        kernel, (_, names, numbers) = compiled, one_pass

        def change(w: Array, g: Array, slots: dict[str, Array]) -> None:
            kernel(w, g, *[slots[name] for name in names], *numbers)

        return change

    def _current_rate(self) -> float:
        if isinstance(self._rate, Variable) and not self.decay:
            return float(self._rate.value)
        return float(self.learning_rate) / (1 + self.decay * int(self.iterations))

    def _known_pairs(self, grads: Sequence[Any], variables: Sequence[Variable]) -> list[tuple[Array, Variable]]:
        if len(grads) != len(variables):
            raise ValueError(f"{len(grads)} gradients were given for {len(variables)} weights; each needs one.")
        for variable in variables:
            if id(variable) not in self._slots:
                raise ValueError(
                    f"Optimizer '{self.name}' does not know the weight '{variable.path}': it was built for others. "
                    "Make a new optimizer for a new set of weights (compile the model again)."
                )
        missing = [variable.path for gradient, variable in zip(grads, variables, strict=True) if gradient is None]
        if len(missing) == len(grads):
            raise ValueError("The loss depends on none of the weights: there is no gradient to follow.")
        if missing:
            warnings.warn(f"The loss does not depend on {', '.join(missing)}: left unchanged.", stacklevel=4)
        pairs = zip(grads, variables, strict=True)
        return [(convert_to_numpy(gradient), variable) for gradient, variable in pairs if gradient is not None]

    def _is_update_step(self) -> bool:
        steps = self.gradient_accumulation_steps
        return not steps or (int(self._iterations) + 1) % steps == 0

    def _update_all(self, pairs: list[tuple[Array, Variable]]) -> None:
        rate = self._current_rate()
        self.start_step(rate)
        pairs = [(self._accumulated(gradient, variable), variable) for gradient, variable in pairs]
        scale = 1.0 if self.loss_scale_factor is None else 1 / self.loss_scale_factor
        if self.global_clipnorm:
            scale *= global_factor((gradient for gradient, _ in pairs), self.global_clipnorm, scale)
        for gradient, variable in pairs:
            decay = self.decay_of(variable)
            if decay is not None and self._is_decayed(variable):
                variable.value *= 1 - decay * rate
            self.update_step(self._clipped(gradient, scale), variable, rate)

    def _accumulated(self, gradient: Array, variable: Variable) -> Array:
        """Return the mean gradient since the last step, and start collecting anew."""
        steps = self.gradient_accumulation_steps
        if not steps:
            return gradient
        collected = self._slots[id(variable)]["gradient_accumulator"]
        mean = (collected.value + gradient) / steps
        collected.value[...] = 0
        return np.asarray(mean)

    def _clipped(self, gradient: Array, scale: float) -> Array:
        if self.clipnorm:
            scale *= clip_factor(gradient, self.clipnorm, scale)
        if scale != 1.0:
            gradient = np.multiply(gradient, scale, out=self._buffer.like(gradient))
        if self.clipvalue:
            gradient = np.clip(gradient, -self.clipvalue, self.clipvalue, out=self._buffer.like(gradient))
        return gradient

    def update_step(self, gradient: Array, variable: Variable, learning_rate: float) -> None:
        """Change one weight and its slots."""
        slots = {slot: kept.value for slot, kept in self._slots[id(variable)].items()}
        for w, g, block in blocks(variable.value, gradient, slots):
            self.update(w, g, block, learning_rate)

    # ---- weight decay and moving average ---------------------------------------------------------------

    def exclude_from_weight_decay(self, var_list: Any = None, var_names: Sequence[str] | None = None) -> None:
        """Do not shrink these weights, nor those whose names contain one of `var_names`."""
        self._not_decayed = [*(id(variable) for variable in var_list or []), *(var_names or [])]

    def _is_decayed(self, variable: Variable) -> bool:
        return not any(
            each == id(variable) if isinstance(each, int) else re.search(each, variable.name)
            for each in self._not_decayed
        )

    def _update_averages(self) -> None:
        momentum = self.ema_momentum if int(self.iterations) else 0.0
        for variable in self._trainable_variables:
            average = self._slots[id(variable)]["average"].value
            average *= momentum
            average += (1 - momentum) * variable.value
        if self.ema_overwrite_frequency and (int(self.iterations) + 1) % self.ema_overwrite_frequency == 0:
            self.finalize_variable_values(self._trainable_variables)

    def averages(self) -> Iterator[tuple[Variable, Variable]]:
        """Yield each weight with its moving average, if one is kept."""
        if self.use_ema:
            for variable in self._trainable_variables:
                yield variable, self._slots[id(variable)]["average"]

    def finalize_variable_values(self, var_list: Sequence[Variable]) -> None:
        """Replace weights by their moving average, if one is kept."""
        if self.use_ema:
            for variable in var_list:
                variable.assign(self._slots[id(variable)]["average"])

    def scale_loss(self, loss: Any) -> Any:
        """Return the loss multiplied by `loss_scale_factor`."""
        return loss if self.loss_scale_factor is None else loss * self.loss_scale_factor

    # ---- configuration --------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """Return the parameters as JSON data, the learning rate as it is now."""
        rate = self._rate if callable(self._rate) else float(self._rate)
        if self.decay and "decay" not in self.parameters:
            rate = InverseTimeDecay(initial_learning_rate=rate, decay_steps=1, decay_rate=self.decay)
        others = {n: p.kind.to_json(getattr(self, n)) for n, p in self.parameters.items() if n != "learning_rate"}
        return {"learning_rate": self.parameters["learning_rate"].kind.to_json(rate), **others}


def _change_all(blocks: Sequence[Block], change: Change, cost: float) -> None:
    """Change block by block; on several threads if so many operations are worth it."""

    def change_some(part: slice) -> None:
        for block in blocks[part]:
            change(*block)

    run(change_some, pieces_of(len(blocks)), cost)


def _take_decay(name: str, kwargs: dict[str, Any]) -> float:
    """Take Keras 2's `decay` out of the arguments: the learning rate falls like 1 / (1 + decay · steps)."""
    decay = float(kwargs.pop("decay", None) or 0.0)
    if decay:
        rate = f"InverseTimeDecay(initial_learning_rate, decay_steps=1, decay_rate={decay:g})"
        remark(f"{name}: 'decay' is an old name; write {name}(learning_rate=schedules.{rate}).")
    return decay


def bias_correction(beta: float, step: int) -> float:
    """Return by how much a moving average that started at zero is too small after so many steps."""
    return 1 - math.pow(beta, step)
