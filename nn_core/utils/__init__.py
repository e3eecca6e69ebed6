"""Small tools that scripts import beside a model."""

from nn_core.utils.categorical import to_categorical
from nn_core.utils.plot_model import plot_model
from nn_core.utils.seeding import set_random_seed

__all__ = ["plot_model", "set_random_seed", "to_categorical"]
