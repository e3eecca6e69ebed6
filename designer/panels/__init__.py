"""The panels around the canvas; each shows the document and issues commands."""
