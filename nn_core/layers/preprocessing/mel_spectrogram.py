"""MelSpectrogram: turn sound into a picture of how loud each pitch is at each time."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core import ops
from nn_core.autodiff.tensor import Array
from nn_core.layers.layer import Layer, Sample
from nn_core.ops.fourier import real_fourier
from nn_core.spec.params import param
from nn_core.spec.windows import WINDOW_HELP, window_of


class MelSpectrogram(Layer, category="Preprocessing"):
    """Turn sound into a picture: how loud each pitch is at each time.

    The sound is cut into short overlapping pieces, each piece taken apart into its frequencies, and these summed up in
    bands that are narrow for low and wide for high pitches, as the ear hears them (the mel scale). Convolutions can
    then look at the picture.
    """

    fft_length: int = param(
        default=2048, minimum=1, help="Number of places at which frequencies are measured, doubled."
    )
    sequence_stride: int = param(default=512, minimum=1, help="Distance between the beginnings of two pieces.")
    sequence_length: int | None = param(default=None, minimum=1, help="Length of a piece; fft_length if None.")
    window: Any = param(default="hann", help=WINDOW_HELP)
    sampling_rate: int = param(default=16000, minimum=1, help="Number of measurements in a second of sound.")
    num_mel_bins: int = param(default=128, minimum=1, help="Number of pitches.")
    min_freq: float = param(default=20.0, minimum=0.0, help="Lowest frequency, in hertz.")
    max_freq: float | None = param(default=None, minimum=0.0, help="Highest frequency; half the sampling rate if None.")
    power_to_db: bool = param(default=True, help="Whether loudness is given in decibels.")
    top_db: float = param(default=80.0, help="Decibels below the loudest that are still told from silence.")
    mag_exp: float = param(default=2.0, help="1 for amplitude, 2 for power.")
    min_power: float = param(default=1e-10, minimum=0.0, help="What counts as silence.")
    ref_power: float = param(default=1.0, help="The power that has 0 decibels.")

    sample = Sample(
        args={"fft_length": 16, "sequence_stride": 8, "sampling_rate": 100, "num_mel_bins": 4, "min_freq": 5.0},
        inputs=[(40,)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sequence_length = self.sequence_length or self.fft_length
        self.max_freq = self.max_freq or self.sampling_rate // 2
        if self.sequence_length > self.fft_length:
            raise ValueError(
                f"MelSpectrogram: sequence_length={self.sequence_length} must not exceed fft_length={self.fft_length}."
            )
        if isinstance(self.window, str) and self.window not in ("hann", "hamming"):
            raise ValueError(f"MelSpectrogram: window must be 'hann', 'hamming', a list or None, not {self.window!r}.")

    def check_input_shape(self, shape: Any) -> None:
        if len(shape) not in (1, 2):
            raise ValueError(f"{self._title()} takes sounds of shape (batch, time) or (time,), but got shape {shape}.")

    def compute_output_shape(self, input_shape: Any) -> Any:
        *batch, time = input_shape
        stride = self.sequence_stride
        return (*batch, self.num_mel_bins, None if time is None else (time + stride + 1) // stride)

    def call(self, inputs: Any) -> Any:
        real, imaginary = real_fourier(self._pieces(inputs))
        power = (ops.square(real) + ops.square(imaginary)) ** (self.mag_exp / 2)
        bands = ops.matmul(power, self._bands().astype(str(self.dtype)))
        return ops.swapaxes(self._decibels(bands) if self.power_to_db else bands, -1, -2)

    def _pieces(self, sound: Any) -> Any:
        """Return the sound, mirrored at its ends, as overlapping pieces faded in and out."""
        half, length, ndim = self.fft_length // 2, int(self.sequence_length or 0), len(sound.shape)
        if sound.shape[-1] <= half:
            raise ValueError(
                f"{self._title()}: with fft_length={self.fft_length} a sound must be longer than {half}, "
                f"but it has {sound.shape[-1]} measurements."
            )
        padded = ops.pad(sound, [(0, 0)] * (ndim - 1) + [(half, half)], mode="reflect")
        starts = np.arange(0, padded.shape[-1] - self.fft_length + 1, self.sequence_stride)
        pieces = ops.take(padded, starts[:, None] + np.arange(self.fft_length), axis=-1)
        before = (self.fft_length - length) // 2
        faded = np.zeros(self.fft_length)
        faded[before : before + length] = window_of(self.window, length, periodic=True)
        return pieces * faded.astype(str(self.dtype))

    def _bands(self) -> Array:
        """Return how much each frequency counts for each pitch: a triangle around it that reaches to its neighbours.

        In single precision, whatever the layer computes in, as in Keras.
        """
        frequencies = _mel(np.linspace(0, self.sampling_rate / 2, self.fft_length // 2 + 1, dtype="float32"))[:, None]
        lowest, highest = _mel(np.array([self.min_freq, self.max_freq], "float32"))
        edges = np.linspace(lowest, highest, self.num_mel_bins + 2, dtype="float32")
        low, middle, high = edges[:-2], edges[1:-1], edges[2:]
        rising, falling = (frequencies - low) / (middle - low), (high - frequencies) / (high - middle)
        weights = np.maximum(np.minimum(rising, falling), np.float32(0))
        weights[0] = 0  # frequency 0 is no sound
        return np.asarray(weights)

    def _decibels(self, power: Any) -> Any:
        silence = np.log10(max(abs(self.ref_power), self.min_power))
        decibels = 10 * (ops.log10(ops.maximum(power, self.min_power)) - float(silence))
        return ops.maximum(decibels, ops.max(decibels) - self.top_db)


def _mel(hertz: Array) -> Array:
    """Return pitches; the logarithm of a single-precision number, itself rounded to single precision."""
    logarithms = np.log((np.float32(1) + hertz / np.float32(700)).astype("float64"))
    return np.asarray(np.float32(1127) * logarithms.astype("float32"))
