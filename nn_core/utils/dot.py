"""model_to_dot: a model's layers and wires in the language of Graphviz."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nn_core.diagram.graph import Box, Direction, ModelGraph, PlotOptions


class Dot:
    """A graph as DOT text, with the few methods of pydot that scripts call; Graphviz itself is not needed."""

    def __init__(self, text: str) -> None:
        self.text = text

    def to_string(self) -> str:
        """Return the DOT text."""
        return self.text

    def write(self, path: str | os.PathLike[str], prog: Any = None, format: str = "raw") -> bool:
        """Write the DOT text; for a picture there is plot_model."""
        if format not in ("raw", "dot"):
            raise ValueError(f"Only DOT text can be written here, not {format!r}; plot_model() writes pictures.")
        Path(path).write_text(self.text, encoding="utf-8")
        return True

    write_raw = write_dot = write

    def __str__(self) -> str:
        return self.text


def model_to_dot(
    model: Any,
    show_shapes: bool = False,
    show_dtype: bool = False,
    show_layer_names: bool = True,
    rankdir: Direction = "TB",
    expand_nested: bool = False,
    dpi: int = 200,
    subgraph: bool = False,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
    **kwargs: Any,
) -> Dot:
    """Return a model's graph as DOT text, which Graphviz draws.

    Example:
        >>> model_to_dot(model, show_shapes=True).write("model.dot")
    """
    from nn_core.diagram.graph import PlotOptions, graph_of  # here: most programs draw nothing

    options = PlotOptions(
        show_shapes, show_dtype, show_layer_names, rankdir, expand_nested, show_layer_activations, show_trainable
    )
    head = [f"digraph {_quoted(model.name)} {{", f"  rankdir={rankdir}; dpi={dpi};", "  node [shape=record];"]
    return Dot("\n".join([*head, *_lines(graph_of(model), options, "n"), "}", ""]))


def _lines(graph: ModelGraph, options: PlotOptions, prefix: str) -> list[str]:
    lines = []
    for box in graph.boxes:
        key = f"{prefix}{box.key}"
        lines.append(f"  {key} [label={_quoted(_label(box, options))}];")
        if box.inner is not None and options.expand_nested:
            inner = _lines(box.inner, options, f"{key}_")
            lines += [f"  subgraph cluster_{key} {{ label={_quoted(box.name)};", *inner, "  }"]
    return lines + [f"  {prefix}{start} -> {prefix}{end};" for start, end in graph.wires]


def _label(box: Box, options: PlotOptions) -> str:
    parts = [f"{box.name}: {box.class_name}" if options.show_layer_names else box.class_name]
    if options.show_layer_activations and box.activation:
        parts.append(box.activation)
    if options.show_dtype:
        parts.append(box.dtype)
    if options.show_shapes:
        parts.append(f"{box.input_shape} to {box.output_shape}")
    if options.show_trainable and box.trainable is not None:
        parts.append("trainable" if box.trainable else "frozen")
    return "|".join(each.replace("|", "/").replace("{", "(").replace("}", ")") for each in parts)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
