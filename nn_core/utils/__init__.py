"""Small tools that scripts import beside a model."""

from nn_core.backend.graph import clear_session, is_keras_tensor
from nn_core.backend.types import standardize_dtype
from nn_core.config import disable_interactive_logging, enable_interactive_logging, is_interactive_logging_enabled
from nn_core.preprocessing.image import array_to_img, img_to_array, load_img, save_img
from nn_core.saving import (
    custom_object_scope,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
)
from nn_core.saving.hdf5_matrix import HDF5Matrix
from nn_core.spec.keras_objects import deserialize_keras_object, serialize_keras_object
from nn_core.training.streamed_batches import pack_x_y_sample_weight, unpack_x_y_sample_weight
from nn_core.utils.audio_dataset import audio_dataset_from_directory
from nn_core.utils.categorical import to_categorical
from nn_core.utils.dot import model_to_dot
from nn_core.utils.get_file import get_file
from nn_core.utils.image_dataset import image_dataset_from_directory
from nn_core.utils.layer_tools import (
    Config,
    count_params,
    get_source_inputs,
    multi_gpu_model,
    print_summary,
    to_ordinal,
)
from nn_core.utils.normalize import normalize
from nn_core.utils.pad_sequences import pad_sequences
from nn_core.utils.plot_model import plot_model
from nn_core.utils.progbar import Progbar
from nn_core.utils.py_dataset import PyDataset, Sequence
from nn_core.utils.seeding import set_random_seed
from nn_core.utils.split_dataset import split_dataset
from nn_core.utils.text_dataset import text_dataset_from_directory
from nn_core.utils.timeseries_dataset import timeseries_dataset_from_array

CustomObjectScope = custom_object_scope

__all__ = [
    "Config",
    "CustomObjectScope",
    "HDF5Matrix",
    "Progbar",
    "PyDataset",
    "Sequence",
    "array_to_img",
    "audio_dataset_from_directory",
    "clear_session",
    "count_params",
    "custom_object_scope",
    "deserialize_keras_object",
    "disable_interactive_logging",
    "enable_interactive_logging",
    "get_custom_objects",
    "get_file",
    "get_registered_name",
    "get_registered_object",
    "get_source_inputs",
    "image_dataset_from_directory",
    "img_to_array",
    "is_interactive_logging_enabled",
    "is_keras_tensor",
    "load_img",
    "model_to_dot",
    "multi_gpu_model",
    "normalize",
    "pack_x_y_sample_weight",
    "pad_sequences",
    "plot_model",
    "print_summary",
    "register_keras_serializable",
    "save_img",
    "serialize_keras_object",
    "set_random_seed",
    "split_dataset",
    "standardize_dtype",
    "text_dataset_from_directory",
    "timeseries_dataset_from_array",
    "to_categorical",
    "to_ordinal",
    "unpack_x_y_sample_weight",
]
