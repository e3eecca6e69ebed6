"""The well-known networks: layers, counts and predictions are those of Keras 3.15."""

import json

import numpy as np
import pytest

from nn_core import applications, layers
from nn_core.applications import imagenet_utils, network
from nn_core.layers.calling import dry_run
from nn_core.models import Model, Sequential
from nn_core.utils.download import DownloadError

# Size of the pictures, parameters and layers without the classifier; what Keras predicts with weights drawn as below:
# the first three features, their mean and their spread.
FROM_KERAS = {
    "VGG16": (32, 14714688, 20, [6.26596, 1.03412, 7.17281, 4.74661, 2.99228]),
    "ResNet50": (32, 23587712, 176, [2.9151, 0.0, 852.495, 219.523, 250.53]),
    "ResNet50V2": (32, 23564800, 191, [0.0, 146.607, 0.0, 74.0912, 105.389]),
    "DenseNet121": (32, 7037504, 428, [0.0, 0.0, 0.157492, 0.122633, 0.205733]),
    "MobileNet": (32, 3228864, 87, [0.0, 0.0168852, 0.163473, 0.059813, 0.0851223]),
    "MobileNetV2": (32, 2257984, 155, [0.441543, 0.0788025, 0.0, 0.0936162, 0.134838]),
    "EfficientNetB0": (32, 4049571, 238, [-0.0539203, -0.0362681, -0.0376437, 0.00875869, 0.0939216]),
    "InceptionV3": (75, 21802784, 312, [0.465948, 0.101045, 0.0, 0.0918068, 0.156975]),
    "Xception": (71, 20861480, 133, [0.0, 0.0241369, 0.0, 0.0438871, 0.0601008]),
    "NASNetMobile": (32, 4269716, 770, [0.0, 1.27302, 0.347733, 0.688245, 1.43964]),
}
FAST = ("MobileNetV2", "EfficientNetB0")
# Parameters and layers of the whole networks.
WHOLE = {
    "VGG16": (138357544, 23, "vgg16"),
    "VGG19": (143667240, 26, "vgg19"),
    "ResNet50": (25636712, 177, "resnet50"),
    "ResNet101": (44707176, 347, "resnet101"),
    "ResNet152": (60419944, 517, "resnet152"),
    "ResNet50V2": (25613800, 192, "resnet50v2"),
    "ResNet101V2": (44675560, 379, "resnet101v2"),
    "ResNet152V2": (60380648, 566, "resnet152v2"),
    "MobileNet": (4253864, 91, "mobilenet_1.00_224"),
    "MobileNetV2": (3538984, 156, "mobilenetv2_1.00_224"),
    "InceptionV3": (23851784, 313, "inception_v3"),
    "Xception": (22910480, 134, "xception"),
    "DenseNet121": (8062504, 429, "densenet121"),
    "DenseNet169": (14307880, 597, "densenet169"),
    "DenseNet201": (20242984, 709, "densenet201"),
    "EfficientNetB0": (5330571, 240, "efficientnetb0"),
    "EfficientNetB1": (7856239, 342, "efficientnetb1"),
    "EfficientNetB3": (12320535, 387, "efficientnetb3"),
    "NASNetMobile": (5326716, 771, "nasnet_mobile"),
}


def make(name, /, **arguments):
    return getattr(applications, name)(weights=None, **arguments)


@pytest.mark.parametrize(
    "name", [name if name in FAST else pytest.param(name, marks=pytest.mark.slow) for name in FROM_KERAS]
)
def test_predictions_are_those_of_keras(name):
    size, parameters, count, expected = FROM_KERAS[name]
    model = make(name, include_top=False, pooling="avg", input_shape=(size, size, 3))
    assert (model.count_params(), len(model.layers)) == (parameters, count)
    chance = np.random.RandomState(7)
    model.set_weights([drawn(each.shape, chance).astype(each.dtype) for each in model.get_weights()])
    x = chance.uniform(0, 1, (1, size, size, 3)).astype("float32") * (255 if name == "EfficientNetB0" else 1)
    (features,) = model.predict(x, verbose=0)
    found = [*features[:3], features.mean(), features.std()]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4 * features.max())


def drawn(shape, chance):
    if len(shape) > 1:
        return chance.standard_normal(shape) * np.sqrt(2 / np.prod(shape[:-1]))
    return 1 + 0.1 * chance.uniform(-1, 1, shape)


@pytest.mark.parametrize("name", WHOLE)
def test_whole_networks_have_the_layers_and_parameters_of_keras(name):
    with dry_run():
        model = make(name)
    assert (model.count_params(), len(model.layers), model.name) == WHOLE[name]
    assert model.output_shape == (None, 1000)


def test_layers_have_the_names_of_keras():
    with dry_run():
        names = {name: [layer.name for layer in make(name).layers] for name in ("VGG16", "ResNet50", "MobileNetV2")}
    assert names["VGG16"][-5:] == ["block5_pool", "flatten", "fc1", "fc2", "predictions"]
    assert names["ResNet50"][7:12] == [
        *("conv2_block1_1_conv", "conv2_block1_1_bn", "conv2_block1_1_relu", "conv2_block1_2_conv"),
        "conv2_block1_2_bn",
    ]
    assert names["MobileNetV2"][4:7] == [
        *("expanded_conv_depthwise", "expanded_conv_depthwise_BN", "expanded_conv_depthwise_relu")
    ]


def test_a_network_is_gone_on_from_and_trained():
    base = make("MobileNet", include_top=False, input_shape=(32, 32, 3), alpha=0.25)
    base.trainable = False
    model = Sequential([base, layers.GlobalAveragePooling2D(), layers.Dense(2, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    before = [each.copy() for each in base.get_weights()]
    model.fit(np.random.default_rng(0).normal(size=(4, 32, 32, 3)), np.arange(4) % 2, verbose=0)
    assert all(np.array_equal(*pair) for pair in zip(before, base.get_weights(), strict=True))


def test_a_network_goes_on_from_a_placeholder():
    start = layers.Input((40, 40, 1))
    coloured = layers.Conv2D(3, 1)(start)
    model = make("MobileNet", include_top=False, alpha=0.25, input_tensor=coloured, pooling="max")
    assert isinstance(model, Model)
    assert (model.input_shape, model.output_shape) == ((None, 40, 40, 1), (None, 256))
    with pytest.raises(ValueError, match="input_tensor must be a placeholder"):
        make("MobileNet", input_tensor=np.zeros(3))


def test_own_classes_and_logits():
    with dry_run():
        model = make("VGG19", input_shape=(48, 48, 1), classes=7, classifier_activation=None, name="mine")
    assert (model.input_shape, model.output_shape, model.name) == ((None, 48, 48, 1), (None, 7), "mine")
    assert model.layers[-1].activation.__name__ == "linear"


def test_weights_come_from_a_file_too(tmp_path):
    shape = {"include_top": False, "input_shape": (32, 32, 3), "alpha": 0.25}
    first = make("MobileNet", **shape)
    first.save_weights(tmp_path / "own.weights.h5")
    second = applications.MobileNet(weights=str(tmp_path / "own.weights.h5"), **shape)
    for pair in zip(first.get_weights(), second.get_weights(), strict=True):
        np.testing.assert_array_equal(*pair)


@pytest.fixture
def offline(tmp_path, monkeypatch):
    """An empty cache, and no way to the internet."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    return tmp_path / "keras" / "models"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("VGG16", "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"),
        ("MobileNet", "mobilenet_1_0_224_tf_no_top.h5"),
        ("MobileNetV2", "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5"),
        ("EfficientNetB0", "efficientnetb0_notop.h5"),
        ("NASNetMobile", "nasnet_mobile_no_top.h5"),
    ],
)
def test_without_the_weights_one_sentence_says_which_file_to_put_where(offline, name, file):
    with dry_run(), pytest.raises(DownloadError) as caught:
        getattr(applications, name)(include_top=False)
    assert str(caught.value).startswith(f"'{file}' could not be downloaded (no connection")
    assert str(caught.value).endswith(f"save it as {offline / file}.")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"weights": "nowhere.h5"}, "weights must be None, 'imagenet' or the path of a file, not 'nowhere.h5'"),
        ({"pooling": "sum"}, "pooling must be"),
        ({"classes": 10}, "for 1000 classes, not 10"),
        ({"classifier_activation": "relu"}, "classifier_activation='softmax' or None, not 'relu'"),
        ({"input_shape": (224, 224)}, r"three entries such as \(224, 224, 3\)"),
        ({"input_shape": (32, 32, 3)}, r"input_shape must be \(224, 224, 3\), not \(32, 32, 3\)"),
        ({"input_shape": (64, 64, 1), "include_top": False}, "3 channels, not 1"),
        ({"input_shape": (16, 16, 3), "weights": None}, "at least 32 x 32"),
        ({"input_shape": (None, None, 3), "weights": None}, "sizes in input_shape must be given"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        applications.ResNet50(**arguments)


def test_widths_without_trained_weights_are_refused():
    with pytest.raises(ValueError, match=r"alpha of 0\.25, 0\.5, 0\.75, 1\.0"):
        applications.MobileNet(alpha=0.3)
    with pytest.raises(ValueError, match=r"not 0\.3"):
        applications.MobileNetV2(alpha=0.3)


# pictures and predictions

GREY = np.full((1, 2, 2, 3), 255, "uint8")


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("vgg16", [151.061, 138.221, 131.32]),
        ("resnet50", [151.061, 138.221, 131.32]),
        ("mobilenet_v2", [1, 1, 1]),
        ("densenet", [2.248908, 2.428571, 2.64]),
        ("efficientnet", [255, 255, 255]),
    ],
)
def test_pictures_are_prepared_as_the_network_knows_them(module, expected):
    found = getattr(applications, module).preprocess_input(GREY)
    assert isinstance(found, np.ndarray)
    np.testing.assert_allclose(found[0, 0, 0], expected, rtol=1e-5)
    assert (GREY == 255).all()


def test_colours_change_places_for_caffe():
    picture = np.arange(3.0).reshape(1, 1, 3)
    found = imagenet_utils.preprocess_input(picture)
    np.testing.assert_allclose(found[0, 0], [2 - 103.939, 1 - 116.779, 0 - 123.68])
    first = imagenet_utils.preprocess_input(picture.transpose(2, 0, 1), data_format="channels_first")
    np.testing.assert_allclose(first[:, 0, 0], found[0, 0])


def test_preparation_is_a_part_of_a_model_too():
    pictures = layers.Input((2, 2, 3), dtype="uint8")
    model = Model(pictures, imagenet_utils.preprocess_input(pictures, mode="torch"))
    np.testing.assert_allclose(
        model.predict(GREY, verbose=0), imagenet_utils.preprocess_input(GREY, mode="torch"), rtol=1e-6
    )


def test_other_modes_are_refused():
    with pytest.raises(ValueError, match="mode must be"):
        imagenet_utils.preprocess_input(GREY, mode="pytorch")
    with pytest.raises(ValueError, match="data_format must be"):
        imagenet_utils.preprocess_input(GREY, data_format="last")


def test_predictions_get_names(tmp_path, monkeypatch):
    names = tmp_path / "names.json"
    names.write_text(json.dumps({str(i): [f"n{i}", f"thing {i}"] for i in range(1000)}))
    monkeypatch.setattr(type(imagenet_utils.CLASS_NAMES), "find", lambda _: names)
    shares = np.zeros((1, 1000))
    shares[0, [4, 7, 9]] = 0.5, 0.3, 0.1
    (found,) = applications.vgg16.decode_predictions(shares, top=2)
    assert found == [("n4", "thing 4", 0.5), ("n7", "thing 7", 0.3)]


def test_predictions_of_another_shape_are_refused(offline):
    with pytest.raises(ValueError, match=r"\(number, 1000\), not \(2, 10\)"):
        imagenet_utils.decode_predictions(np.zeros((2, 10)))
    with pytest.raises(DownloadError, match=r"'imagenet_class_index\.json' could not be downloaded"):
        imagenet_utils.decode_predictions(np.zeros((1, 1000)))


def test_the_functions_are_documented_and_named():
    assert applications.ResNet50.__name__ == "ResNet50"
    assert "include_top" in applications.ResNet50.__doc__
    assert network.IMAGENET_CLASSES == 1000
