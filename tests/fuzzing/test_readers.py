"""One fuzz target per reader: whatever the bytes are, it gives what it should or raises one clear sentence."""

import io
import os
import time
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import nn_core as keras
from designer.data.npz import load_npz
from designer.formats.door import open_document, save_document
from designer.model.compiler import compile_graph, graph_from_model, store_weights
from designer.model.document import Document
from nn_core import layers
from nn_core.cli.samples import _read_arrays
from nn_core.cli.tables import read_csv
from nn_core.preprocessing.image import load_img
from nn_core.saving import ModelFileError, load_model
from nn_core.saving.python_source import read_source
from tests.damage import sound_files
from tests.fuzzing.mutations import mutations

QUICK_SECONDS, QUICK_RUNS, LONG_SECONDS = 1.5, 400, 60.0
SEED = int(os.environ.get("NN_FUZZ_SEED", "1"))  # another number: other files; a failure names its bytes
FEWEST = 5  # files, however slow the machine
SLOWEST = 5.0  # seconds of the processor for one file
SCRIPT = b"""
import keras
from keras import layers

def block(x, filters):
    x = layers.Conv2D(filters, 3, padding="same")(x)
    return layers.ReLU()(x)

inputs = keras.Input(shape=(8, 8, 1))
x = inputs
for filters in [4, 8 * 2]:
    x = block(x, filters)
outputs = layers.Dense(10, activation="softmax")(layers.Flatten()(x))
model = keras.Model(inputs, outputs)
model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=3, batch_size=32)
"""


@pytest.fixture(scope="module")
def seeds() -> dict[str, list[bytes]]:
    """Small sound files, by the reader they are for."""
    models = sound_files()
    table = b"a,b,kind\n1,2.5,red\n-3,4e2,blue\n5,,green\n"
    return {
        **{f"model{ending}": [content] for ending, content in models.items() if "weights" not in ending},
        "old_weights.h5": [models["_weights.h5"]],
        "new.weights.h5": [models[".weights.h5"]],
        "project.nnd": [_project()],
        "arrays.npz": _arrays(),
        "samples.npz": _arrays(),
        "table.csv": [table, table.replace(b",", b";"), b"\xef\xbb\xbf" + table],
        "picture.png": [_picture("PNG"), _picture("PNG", "P"), _picture("PNG", "I;16")],
        "picture.jpg": [_picture("JPEG"), _picture("GIF", "P"), _picture("BMP")],
        "script.py": [SCRIPT],
    }


def _project() -> bytes:
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.Lambda("x ** 2")])
    document = Document(graph_from_model(model))
    store_weights(document, compile_graph(document))
    path = Path("project.nnd")
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        save_document(document, Path(folder) / path)
        return (Path(folder) / path).read_bytes()


def _arrays() -> list[bytes]:
    found = []
    for save in (np.savez, np.savez_compressed):
        memory = io.BytesIO()
        save(memory, x=np.ones((8, 3), "float32"), y=np.arange(8))
        found.append(memory.getvalue())
    return found


def _picture(form: str, mode: str = "RGB") -> bytes:
    memory = io.BytesIO()
    Image.new(mode, (9, 7)).save(memory, form)
    return memory.getvalue()


def _into_model(path: Path) -> None:
    x = keras.Input((6, 6, 1))
    y = layers.Flatten()(layers.BatchNormalization()(layers.Conv2D(2, 3, activation="relu", name="conv")(x)))
    keras.Model(x, layers.Dense(2, activation="softmax")(y)).load_weights(path)


READERS: dict[str, tuple[Callable[[Path], Any], type[Exception]]] = {
    "model.h5": (load_model, ModelFileError),
    "old_weights.h5": (_into_model, ModelFileError),
    "new.weights.h5": (_into_model, ModelFileError),
    "model.keras": (load_model, ModelFileError),
    "model.json": (load_model, ModelFileError),
    "model.yaml": (load_model, ModelFileError),
    "project.nnd": (open_document, ModelFileError),
    "arrays.npz": (load_npz, ValueError),
    "samples.npz": (_read_arrays, ValueError),
    "table.csv": (read_csv, ValueError),
    "picture.png": (load_img, ValueError),
    "picture.jpg": (load_img, ValueError),
    "script.py": (lambda path: read_source(path.read_text("utf-8", "replace"), path.name), ModelFileError),
}


def fuzz(name: str, seeds: list[bytes], folder: Path, seconds: float, runs: int, seed: int) -> int:
    """Give a reader one changed file after the other; return how many it got."""
    read, error = READERS[name]
    end, done = time.monotonic() + seconds, 0
    for number, content in enumerate(mutations(seeds, seed)):
        if number >= runs or (number > FEWEST and time.monotonic() > end):
            break
        path = folder / f"{number}_{name}"
        path.write_bytes(content)
        start = time.process_time()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                read(path)
        except error as said:
            assert str(said).strip(), f"{path.name}: an error without words"
        except Exception as problem:
            pytest.fail(f"{content[:2000]!r}\n\n{name}: {type(problem).__name__}: {problem}")
        took = time.process_time() - start
        assert took < SLOWEST, f"{path.name} took {took:.1f} s: {content[:500]!r}"
        path.unlink()
        done += 1
    return done


@pytest.mark.parametrize("name", READERS)
def test_no_reader_breaks_on_a_changed_file(name: str, seeds: dict[str, list[bytes]], tmp_path: Path) -> None:
    assert fuzz(name, seeds[name], tmp_path, QUICK_SECONDS, QUICK_RUNS, SEED) > len(seeds[name])


@pytest.mark.slow
@pytest.mark.timeout(200)
@pytest.mark.parametrize("name", READERS)
def test_no_reader_breaks_in_a_minute_of_changed_files(
    name: str, seeds: dict[str, list[bytes]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = fuzz(name, seeds[name], tmp_path, LONG_SECONDS, 10**9, seed=SEED)
    with capsys.disabled():
        print(f"\n{name}: {done:,} files", end="")


def test_every_ending_of_a_model_has_a_target() -> None:
    from designer.formats.door import READABLE

    endings = {Path(name).suffix for name in READERS}
    assert set(READABLE) - {".hdf5", ".yml", ".ipynb"} <= endings


def test_a_zip_within_a_zip_is_not_opened(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "model.keras", "w") as archive:
        archive.writestr("config.json", b"PK\x03\x04")
    with pytest.raises(ModelFileError, match=r"'model\.keras'.*not JSON"):
        load_model(tmp_path / "model.keras")
