"""Files in folders as datasets; the numbers and orders are those of Keras 3.15."""

import wave

import numpy as np
import pytest

from nn_core import layers
from nn_core.models import Sequential
from nn_core.preprocessing.image import save_img
from nn_core.utils import audio_dataset_from_directory, image_dataset_from_directory, text_dataset_from_directory


@pytest.fixture
def pictures(tmp_path):
    for name, count in (("cats", 6), ("dogs", 4)):
        (tmp_path / name).mkdir()
        for i in range(count):
            save_img(tmp_path / name / f"{i}.png", np.arange(105).reshape(5, 7, 3) * (i + 1) % 256, scale=False)
    return tmp_path


def names(dataset, folder):
    return [path.removeprefix(str(folder)).replace("\\", "/").strip("/") for path in dataset.file_paths]


def test_folders_are_classes(pictures, capsys):
    dataset = image_dataset_from_directory(pictures, image_size=(3, 4), shuffle=False, batch_size=8)
    assert capsys.readouterr().out == "Found 10 files belonging to 2 classes.\n"
    assert dataset.class_names == ["cats", "dogs"]
    (x, y), (rest, _) = dataset
    assert (x.shape, rest.shape, len(dataset)) == ((8, 3, 4, 3), (2, 3, 4, 3), 2)
    assert (x.dtype, y.dtype) == ("float32", "int32")
    assert y.numpy().tolist() == [0] * 6 + [1] * 2


def test_a_seed_keeps_the_files_for_validation_that_keras_keeps(pictures):
    def part(subset):
        return names(image_dataset_from_directory(pictures, seed=42, validation_split=0.3, subset=subset), pictures)

    assert part("validation") == ["cats/4.png", "cats/3.png", "dogs/0.png"]
    training = ["dogs/2", "cats/1", "cats/5", "cats/0", "dogs/1", "cats/2", "dogs/3"]
    assert part("training") == [f"{name}.png" for name in training]
    both = image_dataset_from_directory(pictures, seed=42, validation_split=0.3, subset="both", verbose=False)
    assert [len(each.file_paths) for each in both] == [7, 3]


RESIZED = {
    "stretched": ({}, [[18.25, 28.75, 39.25, 49.75], [88.25, 98.75, 109.25, 119.75], [158.25, 168.75, 179.25, 189.75]]),
    "cropped": (
        {"crop_to_aspect_ratio": True},
        [[17.5, 26.5, 35.5, 44.5], [87.5, 96.5, 105.5, 114.5], [157.5, 166.5, 175.5, 184.5]],
    ),
    "bordered": (
        {"pad_to_aspect_ratio": True},
        [[35.75, 46.25, 56.75, 67.25], [140.75, 151.25, 161.75, 172.25], [0, 0, 0, 0]],
    ),
}


@pytest.mark.parametrize(("arguments", "green"), RESIZED.values(), ids=RESIZED)
def test_pictures_are_brought_to_one_size_as_in_keras(pictures, arguments, green):
    dataset = image_dataset_from_directory(pictures, image_size=(3, 4), shuffle=False, **arguments)
    x, _ = next(iter(dataset))
    np.testing.assert_allclose(x.numpy()[1, :, :, 1], green, atol=1e-4)


@pytest.mark.parametrize(
    ("arguments", "shape", "last"),
    [
        ({"label_mode": "int"}, (10,), 1),
        ({"label_mode": "categorical"}, (10, 2), [0, 1]),
        ({"label_mode": "binary"}, (10, 1), [1]),
        ({"labels": list(range(10))}, (10,), 9),
        ({"class_names": ["dogs", "cats"]}, (10,), 1),
    ],
)
def test_labels_come_in_the_wanted_form(pictures, arguments, shape, last):
    _, y = next(iter(image_dataset_from_directory(pictures, image_size=4, shuffle=False, **arguments)))
    assert y.shape == shape
    assert y.numpy()[-1].tolist() == last


def test_the_order_of_the_classes_can_be_given(pictures):
    dataset = image_dataset_from_directory(pictures, shuffle=False, class_names=["dogs", "cats"])
    assert dataset.class_names == ["dogs", "cats"]
    assert names(dataset, pictures)[0] == "dogs/0.png"


@pytest.mark.parametrize("arguments", [{"labels": None}, {"label_mode": None}])
def test_pictures_without_labels_come_alone(pictures, arguments, capsys):
    batch = next(iter(image_dataset_from_directory(pictures, image_size=4, color_mode="grayscale", **arguments)))
    assert batch.shape == (10, 4, 4, 1)
    assert capsys.readouterr().out == "Found 10 files.\n"


def test_without_batches_elements_are_single_pictures(pictures):
    dataset = image_dataset_from_directory(pictures, image_size=4, batch_size=None, data_format="channels_first")
    x, y = next(iter(dataset))
    assert (len(dataset), x.shape, y.shape) == (10, (3, 4, 4), ())


def test_a_pipeline_keeps_its_classes_and_trains_a_model(pictures):
    batches = image_dataset_from_directory(pictures, image_size=(4, 4), batch_size=5, seed=1)
    scaled = batches.map(lambda x, y: (x / 255, y)).cache().shuffle(10).prefetch(1)
    assert scaled.class_names == ["cats", "dogs"]
    model = Sequential([layers.Input((4, 4, 3)), layers.Flatten(), layers.Dense(1)])
    model.compile("adam", "mse")
    model.fit(scaled, epochs=2, verbose=0)
    assert int(model.optimizer.iterations) == 4


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"label_mode": "one-hot"}, "label_mode must be"),
        ({"labels": "names"}, "labels must be 'inferred'"),
        ({"labels": [1, 2]}, "labels has 2 entries, but the folder holds 10 files"),
        ({"labels": None, "class_names": ["cats"]}, "class_names can be given with labels='inferred' only"),
        ({"class_names": ["birds"]}, r"class_names has \['birds'\], but the folders are \['cats', 'dogs'\]"),
        ({"class_names": ["cats"], "label_mode": "binary"}, "needs exactly 2 classes"),
        ({"color_mode": "cmyk"}, "color_mode must be"),
        ({"image_size": (1, 2, 3)}, "image_size must be"),
        ({"interpolation": "guess"}, "interpolation must be one of"),
        ({"crop_to_aspect_ratio": True, "pad_to_aspect_ratio": True}, "exclude each other"),
        ({"validation_split": 0.2}, "belong together"),
        ({"subset": "validation"}, "belong together"),
        ({"validation_split": 2, "subset": "training", "seed": 1}, "between 0 and 1"),
        ({"validation_split": 0.2, "subset": "test", "seed": 1}, "subset must be"),
        ({"validation_split": 0.2, "subset": "training"}, "give a seed"),
        ({"validation_split": 0.01, "subset": "validation", "seed": 1}, "holds no files for validation"),
    ],
)
def test_what_makes_no_sense_is_refused(pictures, arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        image_dataset_from_directory(pictures, **arguments)


def test_folders_without_pictures_and_files_that_are_none_are_named(pictures, tmp_path):
    with pytest.raises(ValueError, match="There is no folder"):
        image_dataset_from_directory(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="holds no files of the kinds"):
        text_dataset_from_directory(pictures)
    (pictures / "cats" / "0.png").write_bytes(b"no picture")
    with pytest.raises(ValueError, match=r"0\.png' cannot be read as a picture"):
        list(image_dataset_from_directory(pictures))


def test_texts_are_read_and_cut(tmp_path):
    for name, text in (("bad", "grässlich"), ("good", "schön")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_bytes(text.encode())
        (tmp_path / name / "a.md").write_bytes(b"not read")
    x, y = next(iter(text_dataset_from_directory(tmp_path, shuffle=False)))
    assert x.numpy().tolist() == ["grässlich", "schön"]
    assert y.numpy().tolist() == [0, 1]
    cut, _ = next(iter(text_dataset_from_directory(tmp_path, shuffle=False, max_length=3)))
    assert cut.numpy().tolist() == ["gr", "sch"]  # the third byte is half a letter
    words = layers.TextVectorization()
    words.adapt(text_dataset_from_directory(tmp_path).map(lambda x, y: x))
    assert words(["schön"]).shape == (1, 1)


def sound(path, samples, width=2, rate=8000):
    with wave.open(str(path), "w") as file:
        file.setnchannels(1)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(samples)


@pytest.fixture
def sounds(tmp_path):
    for name in ("high", "low"):
        (tmp_path / name).mkdir()
    sound(tmp_path / "high" / "a.wav", np.array([0, 16384, -32768], "<i2").tobytes())
    sound(tmp_path / "low" / "b.wav", np.array([8192], "<i2").tobytes())
    return tmp_path


def test_sounds_are_read_and_filled_up(sounds):
    x, y = next(iter(audio_dataset_from_directory(sounds, shuffle=False)))
    assert x.shape == (2, 3, 1)
    assert x.numpy()[..., 0].tolist() == [[0, 0.5, -1], [0.25, 0, 0]]
    assert y.numpy().tolist() == [0, 1]
    short, _ = next(iter(audio_dataset_from_directory(sounds, shuffle=False, output_sequence_length=2)))
    assert short.numpy()[..., 0].tolist() == [[0, 0.5], [0.25, 0]]


@pytest.mark.parametrize(
    ("width", "samples"), [(1, b"\x80\xc0\x00"), (3, b"\0\0\0\0\0\x40\0\0\x80"), (4, b"\0\0\0\0\0\0\0\x40\0\0\0\x80")]
)
def test_samples_of_every_width_go_from_minus_one_to_one(tmp_path, width, samples):
    (tmp_path / "a").mkdir()
    sound(tmp_path / "a" / "a.wav", samples, width)
    x, _ = next(iter(audio_dataset_from_directory(tmp_path)))
    assert x.numpy().ravel().tolist() == [0, 0.5, -1]


def test_sounds_that_do_not_fit_are_refused(sounds):
    with pytest.raises(ValueError, match="no ragged tensors"):
        audio_dataset_from_directory(sounds, ragged=True)
    with pytest.raises(ValueError, match="has 8000 samples in a second, not 16000"):
        list(audio_dataset_from_directory(sounds, sampling_rate=16000))
    (sounds / "high" / "a.wav").write_bytes(b"no sound")
    with pytest.raises(ValueError, match=r"a\.wav' cannot be read as a sound"):
        list(audio_dataset_from_directory(sounds))
