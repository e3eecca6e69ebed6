"""Diagrams of models without Graphviz: arranged, drawn and written as SVG, PDF or PNG by ourselves."""
