"""STFTSpectrogram: take sound apart into frequencies, with weights that can be trained."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np

from nn_core import ops
from nn_core.layers.layer import Layer, Sample
from nn_core.ops.fourier import phase
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param
from nn_core.spec.windows import WINDOW_HELP, window_of

SMALLEST = 1e-7


class STFTSpectrogram(Layer, category="Preprocessing"):
    """Take sound apart into its frequencies, piece by piece: a short-time Fourier transform.

    It is computed by a convolution whose kernels are waves, so that training can improve on them; freeze the layer to
    keep them. Each channel of the input gives a picture of time and frequency.
    """

    mode: Literal["log", "magnitude", "psd", "real", "imag", "angle", "stft"] = param(
        default="log",
        help="What comes out: loudness (or its logarithm), power, the parts of complex numbers, or phase.",
    )
    frame_length: int = param(default=256, minimum=1, help="Length of a piece.")
    frame_step: int | None = param(default=None, minimum=1, help="Distance between pieces; half their length if None.")
    fft_length: int | None = param(default=None, minimum=1, help="Twice the number of frequencies; a power of two.")
    window: Any = param(default="hann", help=WINDOW_HELP)
    periodic: bool = param(default=False, help="Whether the window is made to be repeated.")
    scaling: Literal["density", "spectrum"] | None = param(
        default="density", help="Whether the window is scaled to keep power, or amplitude."
    )
    padding: Literal["valid", "same"] = param(default="valid", help="Whether zeros are added at the ends.")
    expand_dims: bool = param(default=False, help="Whether frequencies and channels have an axis each.")
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")

    input_ndim = 3
    suggested = {"frame_length": 256}
    sample = Sample(args={"mode": "magnitude", "frame_length": 6, "frame_step": 3}, inputs=[(18, 2)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.frame_step is not None and self.frame_step > self.frame_length:
            raise ValueError(
                f"STFTSpectrogram: frame_step={self.frame_step} must not exceed frame_length={self.frame_length}."
            )
        if self.fft_length is not None and self.fft_length < self.frame_length:
            raise ValueError(
                f"STFTSpectrogram: fft_length={self.fft_length} must be at least frame_length={self.frame_length}."
            )
        window_of(self.window, self.frame_length, self.periodic)
        self._step = self.frame_step or max(self.frame_length // 2, 1)
        self._num_frequencies = (self.fft_length or 2 ** math.ceil(math.log2(self.frame_length))) // 2 + 1

    def build(self, input_shape: Any) -> None:
        shape = (self.frame_length, 1, self._num_frequencies)
        if self.mode != "imag":
            self.real_kernel = self.add_weight("real_kernel", shape, initializer=lambda *a, **k: self._waves(np.cos))
        if self.mode != "real":
            self.imag_kernel = self.add_weight("imag_kernel", shape, initializer=lambda *a, **k: self._waves(np.sin))

    def _waves(self, wave: Any) -> Any:
        """Return a wave for each frequency, faded in and out."""
        window = window_of(self.window, self.frame_length, self.periodic)
        scale = 1.0
        if self.window is not None and self.scaling is not None:
            scale = np.sqrt(np.sum(window**2)) if self.scaling == "density" else np.sum(np.abs(window))
        turns = np.outer(np.arange(self.frame_length), np.arange(self._num_frequencies))
        waves = wave(-2 * np.pi * turns / (2 * (self._num_frequencies - 1) or 1))
        return (waves * window[:, None] / scale)[:, None, :].astype(str(self.dtype))

    def compute_output_shape(self, input_shape: Any) -> Any:
        self.check_input_shape(input_shape)
        is_last = self.data_format == "channels_last"
        batch, time, channels = input_shape if is_last else (input_shape[0], input_shape[2], input_shape[1])
        if time is not None:
            time = (
                math.ceil(time / self._step) if self.padding == "same" else (time - self.frame_length) // self._step + 1
            )
        frequencies = self._num_frequencies * (2 if self.mode == "stft" else 1)
        if self.expand_dims:
            return (batch, time, frequencies, channels) if is_last else (batch, channels, time, frequencies)
        return (batch, time, frequencies * channels) if is_last else (batch, frequencies * channels, time)

    def call(self, inputs: Any) -> Any:
        sounds = ops.swapaxes(inputs, 1, 2) if self.data_format == "channels_last" else inputs
        pictures = self._seen(
            self._convolved(sounds, self.real_kernel) if self.mode != "imag" else None,
            self._convolved(sounds, self.imag_kernel) if self.mode != "real" else None,
        )
        return self._arranged(pictures)

    def _convolved(self, sounds: Any, kernel: Any) -> Any:
        """Return (batch, channels, time, frequencies) for sounds (batch, channels, time)."""
        batch, channels, time = sounds.shape
        each = ops.reshape(sounds, (batch * channels, time, 1))
        waves = ops.conv(each, kernel, strides=self._step, padding=self.padding)
        return ops.reshape(waves, (batch, channels, *waves.shape[1:]))

    def _seen(self, real: Any, imaginary: Any) -> Any:
        """Return what the mode wants of complex numbers."""
        if self.mode in ("real", "imag"):
            return real if self.mode == "real" else imaginary
        if self.mode == "stft":
            return ops.concatenate([real, imaginary], axis=-1)
        if self.mode == "angle":
            return phase(real, imaginary)
        power = ops.square(real) + ops.square(imaginary)
        if self.mode == "psd":  # all frequencies but the first and the last stand for two
            doubled = np.ones(self._num_frequencies)
            doubled[1:-1] = 2
            return power * doubled.astype(str(self.dtype))
        magnitude = ops.sqrt(ops.maximum(power, SMALLEST))
        return magnitude if self.mode == "magnitude" else ops.log(ops.maximum(magnitude, SMALLEST))

    def _arranged(self, pictures: Any) -> Any:
        """Bring (batch, channels, time, frequencies) into the order of the output."""
        batch, channels, time, frequencies = pictures.shape
        if self.expand_dims:
            return ops.transpose(pictures, (0, 2, 3, 1)) if self.data_format == "channels_last" else pictures
        rows = ops.reshape(ops.transpose(pictures, (0, 1, 3, 2)), (batch, channels * frequencies, time))
        return ops.swapaxes(rows, 1, 2) if self.data_format == "channels_last" else rows
