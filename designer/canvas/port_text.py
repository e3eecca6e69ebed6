"""What a port says when the mouse rests on it."""

from __future__ import annotations

import functools

from PySide6.QtCore import QCoreApplication

from designer.canvas.items.node_item import NodeItem
from designer.canvas.look import port_name
from designer.canvas.port import Port
from designer.model.shape_text import shape_text

_tr = functools.partial(QCoreApplication.translate, "Port")


def port_text(item: NodeItem, port: Port) -> str:
    """Return 'Output h of lstm: (None, 48)'; a port without a name has its number where there are several."""
    look = item.look
    names, count = (look.input_names, look.num_inputs) if port.is_input else (look.output_names, look.num_outputs)
    name = port_name(names, port.number) if names or count > 1 else ""
    if port.is_input:
        return _tr("Input {0} of {1}").format(name, look.name).replace("  ", " ")
    shape = look.shown_shapes[port.number] if port.number < len(look.shown_shapes) else None
    return _tr("Output {0} of {1}: {2}").format(name, look.name, shape_text(shape)).replace("  ", " ")
