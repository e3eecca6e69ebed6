"""Explanation: what a layer does, in words and with its own numbers, as a page of HTML."""

from __future__ import annotations

import html
import inspect
import math
import re

from designer.model import catalog
from designer.model.document import Document
from designer.model.report import Facts
from nn_core.layers.layer import Layer


def explanation(document: Document) -> str:
    """Return the page for what is selected."""
    nodes = document.selection.nodes_in_order
    if not nodes:
        return "<p>Select a layer to read what it does.</p>"
    node_id = nodes[-1]
    layer = document.graph.layer_of(node_id)
    cls = catalog.find_layer_class(layer.class_name)
    if cls is None:
        return f"<p>There is no description of {html.escape(layer.class_name)}.</p>"
    facts = document.report.facts.get(node_id, Facts())
    return "".join([_description(cls), _facts(facts), _parameters(cls)])


def _description(cls: type[Layer]) -> str:
    first, _, rest = inspect.cleandoc(cls.__doc__ or "").partition("\n\n")
    paragraphs = [paragraph for paragraph in rest.split("\n\n") if not paragraph.startswith("Example")]
    body = "".join(f"<p>{_inline(paragraph)}</p>" for paragraph in paragraphs if paragraph.strip())
    return f"<h3>{html.escape(catalog.palette_name(cls))}</h3><p><b>{_inline(first)}</b></p>{body}"


def _inline(text: str) -> str:
    """Return a paragraph with `code` set as code."""
    return re.sub(r"`+([^`]+)`+", r"<code>\1</code>", html.escape(text.replace("\n", " ")))


def _facts(facts: Facts) -> str:
    rows = [
        ("Input", _shapes(facts.input_shapes)),
        ("Output", _shapes(facts.output_shapes)),
        ("Weights", "<br>".join(map(_weight, facts.weight_shapes))),
        ("Parameters", _parameter_sum(facts)),
        ("Multiply-adds", "" if facts.macs is None else f"{facts.macs:,} per sample"),
        ("Problem", html.escape(facts.error or "")),
    ]
    listed = "".join(f"<tr><td>{name}&nbsp;&nbsp;</td><td>{text}</td></tr>" for name, text in rows if text)
    return f"<h4>With these numbers</h4><table cellpadding='2'>{listed}</table>"


def _shapes(shapes: tuple[tuple[int | None, ...] | None, ...]) -> str:
    return "<br>".join("?" if shape is None else str(shape) for shape in shapes)


def _weight(shape: tuple[int, ...]) -> str:
    product = " × ".join(map(str, shape)) or "1"
    return f"{product} = {math.prod(shape):,}" if len(shape) > 1 else product


def _parameter_sum(facts: Facts) -> str:
    if facts.num_params is None:
        return ""
    sizes = [math.prod(shape) for shape in facts.weight_shapes]
    if len(sizes) < 2:
        return f"{facts.num_params:,}"
    return f"{' + '.join(f'{size:,}' for size in sizes)} = <b>{facts.num_params:,}</b>"


def _parameters(cls: type[Layer]) -> str:
    rows = [
        f"<p><b>{each.name}</b><br>{html.escape(each.help)}</p>"
        for each in cls.parameters.values()
        if each.help and each.name not in ("name", "dtype")
    ]
    return f"<h4>Parameters</h4>{''.join(rows)}" if rows else ""
