"""Declarations: parameters, their kinds, the registry of classes, and their way to and from JSON."""
