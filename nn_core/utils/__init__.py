"""Small tools that scripts import beside a model."""

from nn_core.backend.graph import clear_session, is_keras_tensor
from nn_core.preprocessing.image import array_to_img, img_to_array, load_img, save_img
from nn_core.saving import custom_object_scope, register_keras_serializable
from nn_core.spec.serialization import deserialize as deserialize_keras_object
from nn_core.spec.serialization import serialize as serialize_keras_object
from nn_core.training.streamed_batches import pack_x_y_sample_weight, unpack_x_y_sample_weight
from nn_core.utils.categorical import to_categorical
from nn_core.utils.get_file import get_file
from nn_core.utils.normalize import normalize
from nn_core.utils.pad_sequences import pad_sequences
from nn_core.utils.plot_model import plot_model
from nn_core.utils.progbar import Progbar
from nn_core.utils.py_dataset import PyDataset, Sequence
from nn_core.utils.seeding import set_random_seed

CustomObjectScope = custom_object_scope

__all__ = [
    "CustomObjectScope",
    "Progbar",
    "PyDataset",
    "Sequence",
    "array_to_img",
    "clear_session",
    "custom_object_scope",
    "deserialize_keras_object",
    "get_file",
    "img_to_array",
    "is_keras_tensor",
    "load_img",
    "normalize",
    "pack_x_y_sample_weight",
    "pad_sequences",
    "plot_model",
    "register_keras_serializable",
    "save_img",
    "serialize_keras_object",
    "set_random_seed",
    "to_categorical",
    "unpack_x_y_sample_weight",
]
