"""The desktop designer: draw a neural network, train it and look inside."""

__version__ = "0.1.0"
