"""VGG19, and how its pictures are prepared."""

from nn_core.applications.imagenet_utils import decode_predictions
from nn_core.applications.imagenet_utils import preprocess_caffe as preprocess_input
from nn_core.applications.vgg import VGG19

__all__ = ["VGG19", "decode_predictions", "preprocess_input"]
