"""What goes wrong in the middle of a call, said with the name of the layer and the shapes it was given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from nn_core.layers.shapes import shapes_of
from nn_core.spec.structure import flatten

if TYPE_CHECKING:
    from nn_core.layers.layer import Layer

_NAMES_SOMETHING = re.compile(r"(layer|model|input|output)s? '", re.IGNORECASE)


def explained(layer: Layer, args: Any, kwargs: Any, error: Exception) -> Exception:
    """Return the error to raise in place of one from within a layer's call; the same if it says enough already."""
    if "_batch_input_shape" not in vars(layer):
        return RuntimeError(f"{type(layer).__name__} is not set up: its __init__ must begin with super().__init__().")
    if isinstance(error, AttributeError):
        return error
    is_named = bool(_NAMES_SOMETHING.search(str(error)))
    if not is_named or layer._title() in str(error):
        odd = [x for x in flatten(args[:1]) if not hasattr(x, "shape")]
        if odd or not (args or kwargs):
            got = f"{odd[0]!r}" if odd else "nothing"
            return ValueError(
                f"{layer._title()} takes tensors, but got {got}. Put numbers into an array: np.array(...)."
            )
    if is_named or not _is_plain(error):
        return error
    text = next((x for x in flatten(args) if getattr(_dtype(x), "kind", None) in ("U", "S", "O")), None)
    if text is not None:
        return TypeError(
            f"{layer._title()} takes numbers, but got text or objects (dtype {_dtype(text)}). Make numbers of them "
            "first, for instance with .astype('float32'), or with a layer that looks words up."
        )
    if layer.max_inputs == 1 and not layer.takes_separately and _is_ours(layer) and len(flatten(args[:1])) > 1:
        return ValueError(
            f"{layer._title()} takes one tensor, but got {len(flatten(args[:1]))}, of {_listed(args[:1])}."
        )
    better = _said_by_shapes(layer, args, kwargs)
    if better is not None:
        return better
    kind = TypeError if isinstance(error, TypeError) else ValueError
    return kind(f"{layer._title()}, called on {_listed(args)}: {error}")


def _is_plain(error: Exception) -> bool:
    """Say whether the error is one of Python's or NumPy's rather than of a user's own class."""
    return type(error).__module__.split(".")[0] in ("builtins", "numpy")


def _is_ours(layer: Layer) -> bool:
    return type(layer).__module__.startswith("nn_core.layers")


def _said_by_shapes(layer: Layer, args: Any, kwargs: Any) -> ValueError | None:
    """Return the error of the function that works out shapes; it knows best what does not fit together."""
    if layer._is_tried() or not args:
        return None
    try:
        layer.infer_output_shape(args, kwargs)
    except ValueError as error:
        return error if _NAMES_SOMETHING.search(str(error)) else None
    except Exception:  # what went wrong first counts
        return None
    return None


def _dtype(x: Any) -> Any:
    return getattr(getattr(x, "value", x), "dtype", None)


def _listed(args: Any) -> str:
    shapes = [str(shapes_of(x)) if hasattr(x, "shape") else repr(x) for x in flatten(args)]
    return f"shape {shapes[0]}" if len(shapes) == 1 else f"shapes {' and '.join(shapes)}" if shapes else "nothing"
