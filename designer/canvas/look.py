"""Look: everything a node shows, worked out from the document, free of painting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from designer.model import catalog
from designer.model.document import Document
from designer.model.freezing import frozen_around, frozen_text
from designer.model.graph import Graph, LayerSpec
from designer.model.recent import Recent
from designer.model.report import Facts, Problem, ShownShape
from designer.translation import translated, translated_together
from nn_core.spec.kinds import Optional, Registered, Shape, Size
from nn_core.spec.params import Param

MAX_HEADLINES = 3
FEWEST_KEPT = 300  # looks, also of nodes that are gone: undo may bring them back


@dataclass(frozen=True)
class NodeLook:
    """The words and marks of one node."""

    name: str
    class_name: str
    headline: str  # "128 · relu"
    category: str
    output_shapes: tuple[tuple[int | None, ...] | None, ...]
    shown_shapes: tuple[ShownShape, ...]  # the same with what is known of unknown ones
    params: str
    macs: str  # multiply-adds for one sample
    num_inputs: int
    is_shared: bool
    is_wired_on: bool
    severity: str  # "error", "warning" or ""
    tooltip: str
    is_nested: bool = False  # a model of its own that can be opened
    input_names: tuple[str, ...] = ()  # of the ports, where they mean different things
    output_names: tuple[str, ...] = ()
    remark: str = ""  # what the review says about it
    is_frozen: bool = False  # training leaves its weights as they are

    @property
    def is_known(self) -> bool:
        """Whether the first output shape is known."""
        return bool(self.output_shapes) and self.output_shapes[0] is not None

    @property
    def num_outputs(self) -> int:
        return max(len(self.output_shapes), 1)


@dataclass(frozen=True)
class _Known:
    """What a look is made of besides the layer."""

    facts: Facts
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    num_inputs: int
    is_shared: bool
    is_wired_on: bool
    frozen_around: str  # the name of the frozen nested model all this is in


class Looks:
    """Makes looks from the present state of a document, and keeps each as long as what it is made of stays the same."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._made: Recent[str, tuple[LayerSpec, _Known, NodeLook]] = Recent()
        self.look_around()

    def look_around(self) -> None:
        """Take in what concerns all nodes; to be called before looks are asked for after a change."""
        self._graph, self._report = self._document.graph, self._document.report
        self._num_uses = Counter(node.layer_key for node in self._graph.nodes.values())
        self._problems = _by_node(self._report.problems)
        self._remarks = _by_node(self._document.review)
        self._frozen_around = frozen_around(self._document)
        self._made.room = max(FEWEST_KEPT, 2 * len(self._graph.nodes))

    def of(self, node_id: str) -> NodeLook:
        """Return what a node shows now."""
        layer = self._graph.layer_of(node_id)
        known = _Known(
            self._report.facts.get(node_id) or Facts(),
            tuple(self._problems.get(node_id, ())),
            tuple(self._remarks.get(node_id, ())),
            self._graph.num_input_ports(node_id),
            self._num_uses[layer.key] > 1,
            bool(self._graph.out_edges(node_id)),
            self._frozen_around,
        )
        before = self._made.get(node_id)
        if before is not None and before[0] is layer and before[1] == known:
            return before[2]
        look = _look(layer, known)
        self._made.put(node_id, (layer, known, look))
        return look


def _look(layer: LayerSpec, known: _Known) -> NodeLook:
    cls, facts, around = catalog.find_layer_class(layer.class_name), known.facts, known.frozen_around
    return NodeLook(
        name=layer.name,
        class_name=catalog.palette_name(cls) if cls else layer.class_name,
        headline=headline(layer) if layer.inner is None else layers_text(layer.inner),
        category=cls.category if cls else "",
        output_shapes=facts.output_shapes,
        shown_shapes=facts.shown_shapes,
        params=count_text(facts.num_params),
        macs=macs_text(facts.macs),
        num_inputs=known.num_inputs,
        is_shared=known.is_shared,
        is_wired_on=known.is_wired_on,
        severity=_severity(known.problems),
        tooltip="\n".join([*_tooltip(known.problems, facts), *filter(None, [frozen_text(layer, facts, around)])]),
        remark="\n".join(map(_sentence, known.remarks)),
        is_nested=layer.inner is not None,
        is_frozen=bool(frozen_text(layer, facts, around)),
        input_names=input_names(layer),
        output_names=output_names(layer) if len(facts.output_shapes) > 1 else (),
    )


def _by_node(problems: Iterable[Problem]) -> dict[str, list[Problem]]:
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        for node_id in problem.node_ids:
            found.setdefault(node_id, []).append(problem)
    return found


def headline(layer: LayerSpec) -> str:
    """Return the two or three arguments that matter: those required, the activation, the size, what was changed."""
    cls = catalog.find_layer_class(layer.class_name)
    if cls is None:
        return ""
    own = [each for each in cls.parameters.values() if each.name not in ("name", "dtype", "trainable")]
    words = [word for each in own if (word := _word(each, layer.arguments, each is own[0]))]
    return " · ".join(words[:MAX_HEADLINES])


def layers_text(graph: Graph) -> str:
    """Return '3 layers': what is in a nested model besides its inputs."""
    count = sum(not layer.is_input for layer in graph.layers.values())
    return "1 layer" if count == 1 else f"{count} layers"


def _word(each: Param, arguments: dict[str, Any], is_first: bool) -> str:
    matters = each.is_required or (is_first and isinstance(each.kind, Size))
    if each.is_advanced or (each.name not in arguments and not matters):
        return ""
    value = arguments.get(each.name, None if each.is_required else each.default)
    kind = each.kind.kind if isinstance(each.kind, Optional) else each.kind
    if isinstance(value, bool):
        return each.name if value else f"no {each.name}"
    if isinstance(kind, Registered):
        return "" if value is None else str(value.get("class_name", "") if isinstance(value, dict) else value)
    if isinstance(kind, Size):
        text = "×".join(map(str, kind.check(value)))
    else:
        text = str(tuple(value)) if isinstance(value, list) else str(value)
    is_plain = matters or isinstance(value, str) or isinstance(kind, Shape)
    return text if is_plain else f"{each.name} {text}"


def input_names(layer: LayerSpec) -> tuple[str, ...]:
    """Return what the inputs of a layer are called; those of a nested model by its own inputs."""
    if layer.inner is not None:
        return tuple(layer.inner.layer_of(id).name for id in layer.inner.inputs())
    cls = catalog.find_layer_class(layer.class_name)
    return cls.ports if cls else ()


def output_names(layer: LayerSpec) -> tuple[str, ...]:
    """Return what the outputs of a layer are called; those of a nested model by the layers that give them."""
    if layer.inner is not None:
        return tuple(layer.inner.layer_of(id).name for id in layer.inner.outputs())
    cls = catalog.find_layer_class(layer.class_name)
    return cls.output_ports if cls else ()


def port_name(names: tuple[str, ...], number: int) -> str:
    """Return what a port is called; its number where it has no name."""
    return names[number] if number < len(names) else str(number + 1)


def count_text(count: int | None) -> str:
    """Return a number of parameters in few letters."""
    if count is None:
        return ""
    return translated("1 param") if count == 1 else translated("{0} params").format(f"{count:,}")


def macs_text(macs: int | None) -> str:
    """Return a number of multiply-adds in few letters."""
    if not macs:
        return ""
    for step, letter in ((10**15, "P"), (10**12, "T"), (10**9, "G"), (10**6, "M"), (10**3, "k")):
        if macs >= step:
            return translated("{0} {1} MACs").format(f"{macs / step:.3g}", letter)
    return translated("{0} MACs").format(macs)


def _severity(problems: Iterable[Problem]) -> str:
    found = {problem.severity for problem in problems}
    return "error" if "error" in found else "warning" if found else ""


def _sentence(problem: Problem) -> str:
    return translated_together(problem.text, problem.remedy)


def _tooltip(problems: Iterable[Problem], facts: Facts) -> list[str]:
    lines = [_sentence(problem) for problem in problems]
    if facts.num_params:
        text = "{0} parameters" if facts.num_trainable == facts.num_params else "{0} parameters, {1} of them trainable"
        lines.append(translated(text).format(f"{facts.num_params:,}", f"{facts.num_trainable or 0:,}"))
    if facts.macs:
        lines.append(translated("{0} multiply-adds per sample").format(f"{facts.macs:,}"))
    return lines
