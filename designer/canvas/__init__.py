"""The canvas: the graph of the document as nodes and wires, and the gestures that change it."""
