"""audio_dataset_from_directory: sounds in folders, one folder for each class."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.utils.directory_dataset import dataset_of_files
from nn_core.utils.directory_index import FolderSettings


def audio_dataset_from_directory(
    directory: Any,
    labels: Any = "inferred",
    label_mode: str | None = "int",
    class_names: list[str] | None = None,
    batch_size: int | None = 32,
    sampling_rate: int | None = None,
    output_sequence_length: int | None = None,
    ragged: bool = False,
    shuffle: bool = True,
    seed: int | None = None,
    validation_split: float | None = None,
    subset: str | None = None,
    follow_links: bool = False,
    verbose: bool = True,
) -> Any:
    """Return a dataset of the .wav files in folders, as float32 (time, channels) from -1 to 1, with their labels.

    Args:
        directory: holds one folder for each class.
        labels: "inferred" from the folders, None, or a list of numbers in the order of the paths.
        label_mode: "int", "categorical" (one-hot), "binary" (0.0 or 1.0) or None.
        class_names: the folders in the order of their numbers, if not that of the alphabet.
        sampling_rate: the rate that the files must have; they are not brought to another one.
        output_sequence_length: samples of each sound, cut or filled up with silence; without it the shorter sounds of
            a batch are filled up to the longest.
        validation_split, subset, seed: keep a share for validation; the same seed picks the same files as in Keras.
            subset="both" returns the two datasets.
    """
    if ragged:
        raise ValueError("There are no ragged tensors here; leave ragged=False, and shorter sounds are filled up.")

    def read(path: str) -> Array:
        sound, rate = read_wav(path)
        if sampling_rate not in (None, rate):
            raise ValueError(f"'{path}' has {rate} samples in a second, not {sampling_rate}; convert the file before.")
        return sound if output_sequence_length is None else brought_to(sound, output_sequence_length)

    settings = FolderSettings(
        *(directory, labels, label_mode, class_names, batch_size, shuffle, seed),
        *(validation_split, subset, follow_links, verbose),
    )
    return dataset_of_files(settings, (".wav",), read, is_padded=output_sequence_length is None)


def read_wav(path: str) -> tuple[Array, int]:
    """Return the samples (time, channels) of a file and its sampling rate; ValueError names a file that is none."""
    import wave  # here, because few programs hear anything

    try:
        with wave.open(path) as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            content = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise ValueError(f"'{path}' cannot be read as a sound: {error}.") from error
    return _numbers(content, width).reshape(-1, channels), rate


def _numbers(content: bytes, width: int) -> Array:
    if width == 1:
        return (np.frombuffer(content, "uint8").astype("float32") - 128) / np.float32(128)
    if width == 3:  # 24 bits, put into the upper part of 32
        wide = np.zeros((len(content) // 3, 4), "uint8")
        wide[:, 1:] = np.frombuffer(content, "uint8").reshape(-1, 3)
        content, width = wide.tobytes(), 4
    return (np.frombuffer(content, f"<i{width}") / 2.0 ** (8 * width - 1)).astype("float32")


def brought_to(sound: Array, length: int) -> Array:
    """Return a sound of this length."""
    return np.pad(sound[:length], ((0, max(length - len(sound), 0)), (0, 0)))
