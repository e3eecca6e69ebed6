"""InputSpec: what a layer insists on in a tensor it is given."""

from __future__ import annotations

from typing import Any

from nn_core.layers.shapes import flat_shapes
from nn_core.spec.structure import flatten


class InputSpec:
    """Number of axes and sizes that a layer needs; None where it takes anything.

    Assign one to `self.input_spec` in a layer of your own, a list of them if the layer takes several tensors.

    Example:
        >>> InputSpec(min_ndim=2, axes={-1: 8})
        InputSpec(min_ndim=2, axes={-1: 8})
    """

    def __init__(
        self,
        dtype: Any = None,
        shape: Any = None,
        ndim: int | None = None,
        max_ndim: int | None = None,
        min_ndim: int | None = None,
        axes: dict[int, int | None] | None = None,
        **options: Any,
    ) -> None:
        self.dtype = dtype
        self.shape = None if shape is None else tuple(shape)
        self.ndim = ndim if shape is None else len(self.shape or ())
        self.max_ndim, self.min_ndim = max_ndim, min_ndim
        self.axes = {int(axis): size for axis, size in (axes or {}).items()}
        self.allow_last_axis_squeeze = bool(options.pop("allow_last_axis_squeeze", False))
        self.name, self.optional = options.pop("name", None), bool(options.pop("optional", False))
        if options:
            raise TypeError(f"InputSpec takes no {', '.join(map(repr, options))}.")
        self._refuse_axes_that_do_not_exist()

    def _refuse_axes_that_do_not_exist(self) -> None:
        limit = self.ndim if self.ndim is not None else self.max_ndim
        if limit is not None and any(axis >= limit for axis in self.axes):
            raise ValueError(f"InputSpec: axes={self.axes} names an axis that a tensor with {limit} axes has not.")

    def problem_with(self, shape: tuple[int | None, ...]) -> str | None:
        """Say what is wrong with a shape, or None."""
        count = len(shape)
        if self.ndim is not None and count != self.ndim and not self._is_squeezed(shape):
            return f"{self.ndim} axes"
        if self.max_ndim is not None and count > self.max_ndim:
            return f"at most {self.max_ndim} axes"
        if self.min_ndim is not None and count < self.min_ndim:
            return f"at least {self.min_ndim} axes"
        return self._problem_with_sizes(shape)

    def _problem_with_sizes(self, shape: tuple[int | None, ...]) -> str | None:
        for axis, wanted in self.axes.items():
            if wanted is not None and -len(shape) <= axis < len(shape) and shape[axis] not in (wanted, None):
                return f"{wanted} along axis {axis}"
        pairs = zip(self.shape or (), shape, strict=False)
        if any(wanted is not None and size is not None and wanted != size for wanted, size in pairs):
            return f"the shape {self.shape}"
        return None

    def _is_squeezed(self, shape: tuple[int | None, ...]) -> bool:
        return self.allow_last_axis_squeeze and shape[-1:] == (1,) and len(shape) - 1 == self.ndim

    def get_config(self) -> dict[str, Any]:
        """Return what the spec says as JSON data."""
        names = ("dtype", "shape", "ndim", "max_ndim", "min_ndim", "axes")
        return {name: getattr(self, name) for name in names}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> InputSpec:
        """Make a spec from what `get_config` gave."""
        return cls(**config)

    def __repr__(self) -> str:
        said = [f"{name}={value}" for name, value in self.get_config().items() if value or value == ()]
        return f"InputSpec({', '.join(said)})"


def check_specs(specs: Any, shapes: Any, title: str) -> None:
    """Raise ValueError, in a sentence that begins with `title`, if a shape does not meet its spec."""
    wanted, given = [each for each in flatten(specs) if isinstance(each, InputSpec)], flat_shapes(shapes)
    needed = [each for each in wanted if not each.optional]
    if not len(needed) <= len(given) <= len(wanted):
        raise ValueError(f"{title} takes {len(wanted)} tensors, but got {len(given)}.")
    for number, (spec, shape) in enumerate(zip(wanted, given, strict=False)):
        problem = spec.problem_with(shape)
        if problem is not None:
            which = "a tensor" if len(wanted) == 1 else f"as tensor number {number} one"
            raise ValueError(f"{title} takes {which} with {problem}, but got shape {shape}.")
