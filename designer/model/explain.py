"""Explain: what a layer does, worked out with its own numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from designer.model import catalog
from designer.model.graph import Graph, LayerSpec
from designer.model.making import make_layer
from designer.model.report import Facts, Report, ShownShape, UnknownShape
from nn_core.layers.calling import dry_run
from nn_core.layers.described import Picture, Window, Working
from nn_core.layers.layer import Layer
from nn_core.layers.undecided import TooManyWays, all_answers


@dataclass(frozen=True)
class Reach:
    """How much of the input one number of an output depends on: elements along each axis, and how far it moves."""

    size: tuple[int, ...]
    jump: tuple[int, ...]


@dataclass(frozen=True)
class Explanation:
    """The numbers of one node. Workings are empty while they cannot be done."""

    formula: str = ""
    picture: Picture = ""
    shape: tuple[Working, ...] = ()
    params: tuple[Working, ...] = ()
    macs: tuple[Working, ...] = ()
    windows: tuple[Window, ...] = ()
    reach: Reach | None = None
    given: tuple[ShownShape, ...] = ()  # the shapes that come in, open sizes as letters


def explain(graph: Graph, report: Report, node_id: str) -> Explanation:
    """Return the explanation of a node; as much of it as is known."""
    layer = graph.layer_of(node_id)
    cls, facts = catalog.find_layer_class(layer.class_name), report.facts.get(node_id, Facts())
    if cls is None or layer.inner is not None:
        return Explanation()
    given = facts.input_shapes if facts.error else given_shapes(graph, report, node_id)
    plain = Explanation(cls.formula, cls.picture, given=given)
    made = _made(layer)
    if made is None:
        return plain
    windows = made.windows()
    if facts.error or None in given or not given:
        return replace(plain, windows=windows)
    shape, params, macs = _worked(made, given)
    reach = reach_of(graph, report, node_id)
    return replace(plain, shape=shape, params=params, macs=macs, windows=windows, reach=reach)


def given_shapes(graph: Graph, report: Report, node_id: str) -> tuple[ShownShape, ...]:
    """Return the shapes that come in, as they are shown where they leave."""
    found = []
    for edge in graph.in_edges(node_id):
        shapes = report.facts.get(edge.source, Facts()).shown_shapes
        found.append(shapes[edge.source_port] if edge.source_port < len(shapes) else None)
    return tuple(found)


def total(workings: Sequence[Working]) -> str:
    """Return the workings added up: `784 × 32 + 32 = 25,120`."""
    summed = " + ".join(each.calculation for each in workings)
    result = f"{sum(each.result for each in workings):,}"
    return result if summed == result else f"{summed} = {result}"


def _made(layer: LayerSpec) -> Layer | None:
    try:
        return make_layer(layer)
    except (ValueError, TypeError):
        return None


def _worked(
    layer: Layer, shapes: tuple[ShownShape, ...]
) -> tuple[tuple[Working, ...], tuple[Working, ...], tuple[Working, ...]]:
    try:
        with dry_run():
            layer.build(*layer.arguments_for([_without_letters(shape) for shape in shapes]))
    except (ValueError, TypeError):  # a size is open that would be needed
        return _answered(layer.explain_shape, layer, shapes), (), ()
    return (
        _answered(layer.explain_shape, layer, shapes),
        _answered(layer.explain_params, layer, shapes),
        _answered(layer.explain_macs, layer, shapes),
    )


def _answered(
    explain: Callable[..., tuple[Working, ...]], layer: Layer, shapes: tuple[ShownShape, ...]
) -> tuple[Working, ...]:
    """Return the workings on which all answers agree, however the sizes compare that nobody knows."""
    try:
        with dry_run():
            answers = all_answers(lambda: explain(*layer.arguments_for(shapes)))
    except (TypeError, TooManyWays):
        return ()
    return answers[0] if answers and all(each == answers[0] for each in answers) else ()


def _without_letters(shape: ShownShape) -> UnknownShape:
    return None if shape is None else tuple(size if isinstance(size, int) else None for size in shape)


# ---- receptive field --------------------------------------------------------------------------------------


def reach_of(graph: Graph, report: Report, node_id: str) -> Reach | None:
    """Return the receptive field of a node; None where nothing slides, or all of the input is seen."""
    found: dict[str, Reach | None] = {}
    needed = graph.upstream(node_id) | {node_id}
    if not any(windows_of(graph.layer_of(id)) for id in needed):
        return None
    for id in graph.topological_order():
        if id in needed:
            found[id] = _reach(graph, report.facts.get(id, Facts()), id, found)
    return found.get(node_id)


@lru_cache(maxsize=4096)
def windows_of(layer: LayerSpec) -> tuple[Window, ...]:
    """Return the windows a layer slides over its input; none if it slides none or cannot be made."""
    cls = catalog.find_layer_class(layer.class_name)
    if cls is None or cls.picture not in ("window", "pooling") or layer.inner is not None:
        return ()
    made = _made(layer)
    return made.windows() if made is not None else ()


def _reach(graph: Graph, facts: Facts, node_id: str, found: dict[str, Reach | None]) -> Reach | None:
    layer, shape = graph.layer_of(node_id), facts.output_shape
    before = [found.get(edge.source) for edge in graph.in_edges(node_id)]
    if layer.is_input and shape is not None and len(shape) > 2:
        return Reach((1,) * (len(shape) - 2), (1,) * (len(shape) - 2))
    if not before or None in before or shape is None or layer.inner is not None:
        return None
    given = [each for each in before if each is not None]
    ndim = len(given[0].size)
    if len(shape) != ndim + 2 or any(len(each.size) != ndim for each in given):
        return None  # it has lost the places
    size = tuple(max(sizes) for sizes in zip(*(each.size for each in given), strict=True))
    jump = tuple(max(jumps) for jumps in zip(*(each.jump for each in given), strict=True))
    windows = windows_of(layer)
    if len(windows) != ndim:
        keeps = not facts.input_shapes[0] or shape[1:-1] == facts.input_shapes[0][1:-1]
        return Reach(size, jump) if keeps else None
    if _grows(facts):
        return None
    grown = zip(size, jump, windows, strict=True)
    size = tuple(n + (window.size - 1) * window.dilation * step for n, step, window in grown)
    return Reach(size, tuple(step * window.stride for step, window in zip(jump, windows, strict=True)))


def _grows(facts: Facts) -> bool:
    """Say whether the output is larger than the input, as after a transposed convolution."""
    given, shape = facts.input_shapes[0], facts.output_shape
    pairs = zip((given or ())[1:-1], (shape or ())[1:-1], strict=False)
    return any(a is not None and b is not None and b > a for a, b in pairs)
