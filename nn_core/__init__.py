"""nn_core: a deep-learning engine on NumPy with Keras's public API."""

__version__ = "0.1.0"
