"""VGG16, and how its pictures are prepared."""

from nn_core.applications.imagenet_utils import decode_predictions
from nn_core.applications.imagenet_utils import preprocess_caffe as preprocess_input
from nn_core.applications.vgg import VGG16

__all__ = ["VGG16", "decode_predictions", "preprocess_input"]
