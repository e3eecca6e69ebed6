"""plot_model: a picture of a model's layers and wires."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nn_core.diagram.drawing import Drawing
    from nn_core.diagram.graph import Direction

ENDINGS = (".png", ".svg", ".pdf")


def plot_model(
    model: Any,
    to_file: str | os.PathLike[str] = "model.png",
    show_shapes: bool = False,
    show_dtype: bool = False,
    show_layer_names: bool = False,
    rankdir: Direction = "TB",
    expand_nested: bool = False,
    dpi: int = 200,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
    **kwargs: Any,
) -> Path:
    """Draw a model into a .png, .svg or .pdf file and return its path; Graphviz is not needed.

    Args:
        show_shapes: show the shapes of input and output.
        show_dtype: show the type of the output's numbers.
        show_layer_names: show the name of each layer beside its class.
        rankdir: which way the data flows: 'TB' down, 'LR' to the right, 'BT' up, 'RL' to the left.
        expand_nested: open nested models.
        dpi: dots per inch of a PNG.
        show_layer_activations: show activation functions.
        show_trainable: show whether training changes the layer.

    Example:
        >>> plot_model(model, "model.svg", show_shapes=True, rankdir="LR")
    """
    from nn_core.diagram.graph import PlotOptions, graph_of  # here: most programs draw nothing
    from nn_core.diagram.painter import draw

    options = PlotOptions(
        show_shapes, show_dtype, show_layer_names, rankdir, expand_nested, show_layer_activations, show_trainable
    )
    return write_drawing(draw(graph_of(model), options), to_file, dpi)


def write_drawing(drawing: Drawing, to_file: str | os.PathLike[str], dpi: float = 200) -> Path:
    """Write a drawing; the file's ending chooses the format."""
    from nn_core.diagram.pdf import to_pdf
    from nn_core.diagram.png import to_png
    from nn_core.diagram.svg import to_svg
    from nn_core.saving.atomic import write_bytes

    path = Path(to_file)
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise ValueError(
            f"'{path.name}' should end in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}: it says what to draw."
        )
    if ending == ".svg":
        content = to_svg(drawing).encode()
    else:
        content = to_pdf(drawing) if ending == ".pdf" else to_png(drawing, dpi)
    write_bytes(path, content)
    return path
