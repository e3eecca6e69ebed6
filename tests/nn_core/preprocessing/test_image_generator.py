"""ImageDataGenerator: pictures changed by chance, in batches."""

import numpy as np
import pytest

from nn_core.layers import Dense, Flatten, Input
from nn_core.models import Sequential
from nn_core.preprocessing.image import ImageDataGenerator, img_to_array, load_img, save_img, smart_resize

pictures = np.arange(10 * 4 * 6 * 1, dtype="float32").reshape(10, 4, 6, 1)


def only(**settings):
    """Return the first picture, changed."""
    return ImageDataGenerator(**settings).random_transform(pictures[0], seed=3)


def test_without_settings_pictures_stay_as_they_are():
    batches = ImageDataGenerator().flow(pictures, np.arange(10), batch_size=4, shuffle=False)
    assert len(batches) == 3
    x, y = batches[2]
    np.testing.assert_array_equal(x, pictures[8:])
    assert y.tolist() == [8, 9]


def test_half_of_the_pictures_is_mirrored():
    generator = ImageDataGenerator(horizontal_flip=True)
    mirrored = [
        np.array_equal(generator.random_transform(pictures[0], seed), pictures[0][:, ::-1]) for seed in range(40)
    ]
    assert 8 < sum(mirrored) < 32


def test_a_quarter_turn_puts_columns_where_rows_were():
    square = np.arange(9, dtype="float32").reshape(3, 3, 1)
    generator = ImageDataGenerator(rotation_range=90)
    turned = generator._moved(square, FixedChance([90, 0, 0, 1, 1]))
    np.testing.assert_allclose(turned[..., 0], np.rot90(square[..., 0]), atol=1e-5)


class FixedChance:
    """Gives the numbers it is told."""

    def __init__(self, values):
        self.values = iter(values)

    def uniform(self, *_):
        return next(self.values)


def test_a_shift_moves_the_picture_and_the_border_goes_on():
    moved = ImageDataGenerator(width_shift_range=2)._moved(pictures[0], FixedChance([0, 0, 2, 1, 1]))
    np.testing.assert_allclose(moved[0, :, 0], [2, 3, 4, 5, 5, 5])
    filled = ImageDataGenerator(width_shift_range=2, fill_mode="constant", cval=-1)
    np.testing.assert_allclose(filled._moved(pictures[0], FixedChance([0, 0, 2, 1, 1]))[0, :, 0], [2, 3, 4, 5, -1, -1])


def test_a_zoom_of_a_half_reads_from_the_middle():
    zoomed = ImageDataGenerator(zoom_range=(0.5, 0.5)).random_transform(
        np.ones((5, 5, 1)) * np.arange(5)[None, :, None]
    )
    np.testing.assert_allclose(zoomed[0, :, 0], [1, 1.5, 2, 2.5, 3])


def test_numbers_come_to_the_wanted_scale():
    generator = ImageDataGenerator(rescale=0.5, preprocessing_function=lambda x: x + 2)
    np.testing.assert_allclose(generator.standardize(pictures[0]), (pictures[0] + 2) / 2)
    alone = ImageDataGenerator(samplewise_center=True, samplewise_std_normalization=True).standardize(pictures[0])
    np.testing.assert_allclose([alone.mean(), alone.std()], [0, 1], atol=1e-4)
    together = ImageDataGenerator(featurewise_center=True, featurewise_std_normalization=True)
    with pytest.raises(ValueError, match=r"call fit\(pictures\) first"):
        together.standardize(pictures[0])
    together.fit(pictures)
    np.testing.assert_allclose(together.standardize(pictures).std(), 1, rtol=1e-4)
    assert only(brightness_range=(2.0, 2.0)).max() == 2 * pictures[0].max()


def test_a_part_is_kept_for_validation():
    generator = ImageDataGenerator(validation_split=0.2)
    kept, rest = (generator.flow(pictures, subset=name).n for name in ("validation", "training"))
    assert (kept, rest) == (2, 8)
    with pytest.raises(ValueError, match="needs a validation_split"):
        ImageDataGenerator().flow(pictures, subset="training")


def test_batches_go_on_for_ever_and_train_a_model():
    batches = ImageDataGenerator(horizontal_flip=True).flow(pictures, np.arange(10) % 2, batch_size=4, seed=1)
    seen = [len(next(batches)[0]) for _ in range(6)]
    assert seen == [4, 4, 2, 4, 4, 2]
    model = Sequential([Input((4, 6, 1)), Flatten(), Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy")
    model.fit(batches, epochs=2, verbose=0)
    assert int(model.optimizer.iterations) == 6


@pytest.fixture
def folder(tmp_path):
    for name, count in (("cats", 3), ("dogs", 2)):
        (tmp_path / name).mkdir()
        for i in range(count):
            save_img(tmp_path / name / f"{i}.png", np.full((5, 5, 3), 50.0 * i), scale=False)
    return tmp_path


def test_folders_are_classes(folder, capsys):
    batches = ImageDataGenerator(rescale=1 / 50).flow_from_directory(folder, (4, 4), shuffle=False)
    assert capsys.readouterr().out == "Found 5 images belonging to 2 classes.\n"
    x, y = batches[0]
    assert x.shape == (5, 4, 4, 3)
    np.testing.assert_allclose(x[:, 0, 0, 0], [0, 1, 2, 0, 1])
    assert y.argmax(axis=1).tolist() == batches.classes.tolist() == [0, 0, 0, 1, 1]
    assert batches.class_indices == {"cats": 0, "dogs": 1}
    assert batches.filenames[3] == "dogs/0.png"


@pytest.mark.parametrize(("mode", "shape"), [("binary", (5,)), ("sparse", (5,)), ("input", (5, 4, 4, 1))])
def test_targets_come_in_the_wanted_form(folder, mode, shape):
    batches = ImageDataGenerator().flow_from_directory(folder, (4, 4), "grayscale", class_mode=mode)
    assert batches[0][1].shape == shape


def test_what_is_no_picture_is_refused(tmp_path):
    generator = ImageDataGenerator()
    with pytest.raises(ValueError, match="no folder 'nowhere'"):
        generator.flow_from_directory(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="There are no pictures"):
        generator.flow_from_directory(tmp_path)
    with pytest.raises(ValueError, match=r"has the shape \(2, 3\)"):
        generator.flow(np.zeros((2, 3)))
    with pytest.raises(ValueError, match="10 pictures, but y 3 entries"):
        generator.flow(pictures, np.zeros(3))
    with pytest.raises(ValueError, match="fill_mode must be one of"):
        ImageDataGenerator(fill_mode="mirror")


def table(folder, **columns):
    """Return a table of the five pictures, a missing one and a file that is none."""
    names = [*(f"cats/{i}.png" for i in range(3)), *(f"dogs/{i}.png" for i in range(2)), "lost.png", "note.txt"]
    (folder / "note.txt").touch()
    return {"filename": names, "class": ["cat"] * 3 + ["dog"] * 2 + ["cat", "dog"], **columns}


def test_a_table_names_pictures_and_classes(folder, capsys):
    batches = ImageDataGenerator().flow_from_dataframe(table(folder), folder, target_size=(4, 4), shuffle=False)
    assert capsys.readouterr().out == "Found 5 validated image filenames. 2 are missing or no pictures.\n"
    x, y = batches[0]
    assert x[:, 0, 0, 0].tolist() == [0, 50, 100, 0, 50]
    assert y.argmax(axis=1).tolist() == [0, 0, 0, 1, 1]
    assert batches.class_indices == {"cat": 0, "dog": 1}


def test_a_table_gives_numbers_several_outputs_and_weights(folder):
    rows = table(folder, price=list(range(7)), size=list(range(7, 14)))

    def first(**arguments):
        return ImageDataGenerator().flow_from_dataframe(rows, folder, shuffle=False, batch_size=2, **arguments)[1]

    assert first(class_mode="raw", y_col="price")[1].tolist() == [2, 3]
    assert first(class_mode="raw", y_col=["price", "size"])[1].tolist() == [[2, 9], [3, 10]]
    assert [each.tolist() for each in first(class_mode="multi_output", y_col=["price", "size"])[1]] == [[2, 3], [9, 10]]
    assert [each.tolist() for each in first(class_mode="binary", weight_col="price")[1:]] == [[0, 1], [2, 3]]
    assert first(class_mode=None).shape == (2, 256, 256, 3)
    dogs = ImageDataGenerator().flow_from_dataframe(rows, folder, class_mode="sparse", classes=["dog"])
    assert (dogs.n, dogs[0][1].tolist()) == (2, [0, 0])


def test_a_part_of_a_table_is_kept_for_validation(folder):
    generator = ImageDataGenerator(validation_split=0.4)
    parts = [generator.flow_from_dataframe(table(folder), folder, subset=s).n for s in ("validation", "training")]
    assert parts == [2, 3]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"class_mode": "words"}, "class_mode must be one of"),
        ({"x_col": "file"}, r"no column 'file'; it has \['filename', 'class'\]"),
        ({"class_mode": "binary", "classes": ["cat"]}, "needs exactly 2 classes"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(folder, arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        ImageDataGenerator().flow_from_dataframe(table(folder), folder, **arguments)


def test_a_shear_lets_columns_lean():
    leaning = ImageDataGenerator(shear_range=45)._moved(
        np.eye(5, dtype="float32")[:, :, None] * 0 + np.arange(5, dtype="float32")[None, :, None],
        FixedChance([0, 0, 0, 1, 1, 45]),
    )
    assert leaning[2, 2, 0] == pytest.approx(2)
    assert leaning[1, 2, 0] > leaning[2, 2, 0] > leaning[3, 2, 0]


def test_a_channel_shift_moves_all_values_within_their_limits():
    shifted = ImageDataGenerator(channel_shift_range=500).random_transform(pictures[0], seed=1)
    assert shifted.min() >= pictures[0].min()
    assert shifted.max() <= pictures[0].max()
    assert not np.array_equal(shifted, pictures[0])


def test_pictures_are_cut_to_keep_their_proportions(tmp_path):
    columns = np.broadcast_to(np.arange(8.0)[None, :, None], (4, 8, 3))
    save_img(tmp_path / "a.png", columns, scale=False)
    kept = img_to_array(load_img(tmp_path / "a.png", target_size=(4, 4), keep_aspect_ratio=True))
    assert kept[0, :, 0].tolist() == [2, 3, 4, 5]
    np.testing.assert_allclose(smart_resize(columns, (2, 2))[0, :, 0], [2.5, 4.5])
    assert smart_resize(columns.transpose(2, 0, 1), (2, 2), data_format="channels_first").shape == (3, 2, 2)
    with pytest.raises(ValueError, match="smart_resize takes pictures"):
        smart_resize(columns[0], (2, 2))
