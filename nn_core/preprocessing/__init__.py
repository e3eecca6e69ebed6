"""Making arrays of texts, sequences and pictures, as Keras 2 does it."""

from nn_core.preprocessing import image, sequence, text

__all__ = ["image", "sequence", "text"]
