"""Well-known networks for pictures, to train or to go on from."""

from nn_core.applications import (
    densenet,
    efficientnet,
    imagenet_utils,
    inception_v3,
    mobilenet,
    mobilenet_v2,
    nasnet,
    resnet,
    resnet50,
    resnet_v2,
    vgg16,
    vgg19,
    xception,
)
from nn_core.applications.densenet import DenseNet121, DenseNet169, DenseNet201
from nn_core.applications.efficientnet import (
    EfficientNetB0,
    EfficientNetB1,
    EfficientNetB2,
    EfficientNetB3,
    EfficientNetB4,
    EfficientNetB5,
    EfficientNetB6,
    EfficientNetB7,
)
from nn_core.applications.inception_v3 import InceptionV3
from nn_core.applications.mobilenet import MobileNet
from nn_core.applications.mobilenet_v2 import MobileNetV2
from nn_core.applications.nasnet import NASNetLarge, NASNetMobile
from nn_core.applications.resnet import ResNet50, ResNet101, ResNet152
from nn_core.applications.resnet_v2 import ResNet50V2, ResNet101V2, ResNet152V2
from nn_core.applications.vgg import VGG16, VGG19
from nn_core.applications.xception import Xception

__all__ = [
    "VGG16",
    "VGG19",
    "DenseNet121",
    "DenseNet169",
    "DenseNet201",
    "EfficientNetB0",
    "EfficientNetB1",
    "EfficientNetB2",
    "EfficientNetB3",
    "EfficientNetB4",
    "EfficientNetB5",
    "EfficientNetB6",
    "EfficientNetB7",
    "InceptionV3",
    "MobileNet",
    "MobileNetV2",
    "NASNetLarge",
    "NASNetMobile",
    "ResNet50",
    "ResNet50V2",
    "ResNet101",
    "ResNet101V2",
    "ResNet152",
    "ResNet152V2",
    "Xception",
    "densenet",
    "efficientnet",
    "imagenet_utils",
    "inception_v3",
    "mobilenet",
    "mobilenet_v2",
    "nasnet",
    "resnet",
    "resnet50",
    "resnet_v2",
    "vgg16",
    "vgg19",
    "xception",
]
