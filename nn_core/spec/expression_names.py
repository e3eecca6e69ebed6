"""What an expression can name: functions that make no giants, under their names in Keras and TensorFlow."""

from __future__ import annotations

import ast
import inspect
import math
from collections.abc import Callable
from typing import Any

from nn_core import ops
from nn_core.spec import registry
from nn_core.spec.naming import did_you_mean

_WORDS = """
    abs absolute add all amax amin any arccos arccosh arcsin arcsinh arctan arctan2 arctanh argmax argmin argsort
    average cast cbrt ceil clip concatenate cos cosh count_nonzero cumsum diff divide divide_no_nan dot equal erf exp
    exp2 expand_dims expm1 flip floor floor_divide greater greater_equal hypot isfinite isinf isnan less less_equal
    log log10 log1p log2 log_softmax logaddexp logical_and logical_not logical_or logical_xor logsumexp matmul max
    maximum mean median min minimum mod moveaxis multiply nan_to_num ndim negative norm normalize not_equal ones_like
    power prod ravel reciprocal relu reshape roll round rsqrt shape sigmoid sign sin sinh softmax softplus sort sqrt
    square squeeze stack std stop_gradient subtract sum swapaxes take tan tanh transpose tril triu true_divide var
    where zeros_like
"""
_FUNCTIONS = frozenset(_WORDS.split())
_OTHER_NAMES = {
    **{f"reduce_{name}": name for name in ("all", "any", "logsumexp", "max", "mean", "min", "prod", "std", "sum")},
    **{"pow": "power", "permute_dimensions": "transpose", "gather": "take", "concat": "concatenate", "reverse": "flip"},
    **{"reduce_variance": "var", "reduce_std": "std", "int_shape": "shape", "multiply_no_nan": "multiply"},
}
MODULES = ("ops", "K", "backend", "keras", "tf", "np", "math", "nn", "linalg", "activations")
_CONSTANTS = {"pi": math.pi, "e": math.e, "newaxis": None}
TYPES = ("float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "bool")


NOTHING = object()


def function_of(node: ast.expr) -> Callable[..., Any]:
    """Return the function that `ops.mean`, `K.mean`, `tf.reduce_mean` or `mean` names."""
    path = _path_of(node)
    name = path[-1] if path else ""
    found = function_named(name) if all(each in MODULES for each in path[:-1]) else None
    if found is None:
        known = [*_FUNCTIONS, *_OTHER_NAMES]
        raise ValueError(
            f"{ast.unparse(node)[:40]!r} is no function an expression can use; those of ops that work number by "
            f"number, sum up or rearrange are.{did_you_mean(name, known)}"
        )
    return found


def function_named(name: str) -> Callable[..., Any] | None:
    """Return the function with this name, or None."""
    own = _OTHER_NAMES.get(name, name)
    if name in _OWN:
        return _OWN[name]
    found: Any = getattr(ops, own) if own in _FUNCTIONS else registry.find("activation", own)
    return found if callable(found) and not isinstance(found, type) else None


def constant_of(node: ast.Attribute) -> Any:
    """Return what np.pi or tf.float32 mean, NOTHING if this is no such constant."""
    path = _path_of(node)
    if len(path) < 2 or not all(each in MODULES for each in path[:-1]):
        return NOTHING
    return path[-1] if path[-1] in TYPES else _CONSTANTS.get(path[-1], NOTHING)


def _path_of(node: Any) -> list[str]:
    """Return the words of a.b.c; nothing if it is something else."""
    if isinstance(node, ast.Name):
        return [node.id]
    above = _path_of(node.value) if isinstance(node, ast.Attribute) else []
    return [*above, node.attr] if above else []


def _l2_normalize(x: Any, axis: Any = None, epsilon: float = 1e-12) -> Any:
    return x * ops.rsqrt(ops.maximum(ops.sum(ops.square(x), axis=axis, keepdims=True), epsilon))


def _batch_flatten(x: Any) -> Any:
    return ops.reshape(x, (x.shape[0], math.prod(x.shape[1:])))


_OWN: dict[str, Callable[..., Any]] = {"l2_normalize": _l2_normalize, "batch_flatten": _batch_flatten}
_CALLED = {ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.Div: "divide", ast.Pow: "power"}


def as_call(tree: ast.expr, names: list[str]) -> tuple[str, dict[str, Any]] | None:
    """Return the one function of ops that a tree is, with its further arguments by name; None if it is more."""
    try:
        if isinstance(tree, ast.BinOp) and type(tree.op) in _CALLED and _is(tree.left, names[0]):
            return _CALLED[type(tree.op)], {"x2": ast.literal_eval(tree.right)}
        if not isinstance(tree, ast.Call) or not tree.args or not _is(tree.args[0], names[0]):
            return None
        function = function_of(tree.func)
        name = str(getattr(function, "__name__", ""))
        if name not in _FUNCTIONS:
            return None
        parameters = list(inspect.signature(function).parameters)[1:]
        given = dict(zip(parameters, map(ast.literal_eval, tree.args[1:]), strict=False))
        return name, {**given, **{str(each.arg): ast.literal_eval(each.value) for each in tree.keywords}}
    except (ValueError, TypeError):
        return None


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
