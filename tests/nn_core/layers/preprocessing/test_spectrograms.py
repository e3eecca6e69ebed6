"""MelSpectrogram and STFTSpectrogram: a tone is seen where it belongs."""

import re

import numpy as np
import pytest

from nn_core.layers import MelSpectrogram, STFTSpectrogram
from nn_core.spec.windows import COSINES, window_of

RATE = 8000
TONE = np.sin(2 * np.pi * 1000 * np.arange(4000) / RATE).astype("float32")  # 1000 hertz, half a second


def test_a_tone_has_its_place_among_the_pitches():
    layer = MelSpectrogram(512, 128, sampling_rate=RATE, num_mel_bins=40, min_freq=0.0)
    picture = layer(TONE[None]).value
    assert picture.shape == layer.compute_output_shape((1, 4000))
    pitch = 1127 * np.log(1 + 1000 / 700) / (1127 * np.log(1 + 4000 / 700)) * 41 - 1
    assert abs(picture[0].mean(axis=1).argmax() - pitch) < 1


def test_decibels_end_below_the_loudest():
    picture = MelSpectrogram(512, sampling_rate=RATE, top_db=30.0)(TONE).value
    assert np.ptp(picture) == pytest.approx(30)


@pytest.mark.parametrize("mode", ["log", "magnitude", "psd", "real", "imag", "angle", "stft"])
@pytest.mark.parametrize("expand_dims", [False, True])
@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_every_mode_has_the_shape_it_says(mode, expand_dims, data_format):
    layer = STFTSpectrogram(mode, 16, 5, padding="same", expand_dims=expand_dims, data_format=data_format)
    sounds = np.random.default_rng(0).normal(size=(2, 33, 3)).astype("float32")
    sounds = sounds if data_format == "channels_last" else sounds.swapaxes(1, 2)
    assert layer(sounds).shape == layer.compute_output_shape(sounds.shape)


def test_the_power_of_a_tone_lies_at_its_frequency():
    power = STFTSpectrogram("psd", 80, scaling="spectrum", fft_length=128)(TONE[None, :, None]).value
    assert power[0].mean(axis=0).argmax() == 1000 * 128 / RATE


def test_the_transform_is_numpy_s():
    sounds = np.random.default_rng(0).normal(size=(1, 8, 1))
    found = STFTSpectrogram("stft", 8, window=None, dtype="float64")(sounds).value[0, 0]
    wanted = np.fft.rfft(sounds[0, :, 0])
    np.testing.assert_allclose(found, [*wanted.real, *wanted.imag], atol=1e-12)


@pytest.mark.parametrize("name", [*COSINES, "bartlett", "cosine"])
@pytest.mark.parametrize("periodic", [False, True])
def test_windows_are_symmetric_and_highest_in_the_middle(name, periodic):
    window = window_of(name, 16 if periodic else 17, periodic)
    whole = np.append(window, window[0]) if periodic else window
    np.testing.assert_allclose(whole[: len(whole) // 2], whole[::-1][: len(whole) // 2], atol=1e-12)
    assert window[8] == window.max()


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: MelSpectrogram(16, sequence_length=20), "must not exceed fft_length"),
        (lambda: MelSpectrogram(window="kaiser"), "window must be"),
        (lambda: MelSpectrogram()(TONE[:100]), "longer than 1024"),
        (lambda: MelSpectrogram()(TONE[None, None]), "(batch, time)"),
        (lambda: STFTSpectrogram(frame_length=8, frame_step=9), "must not exceed frame_length"),
        (lambda: STFTSpectrogram(frame_length=8, fft_length=4), "at least frame_length"),
        (lambda: STFTSpectrogram(window="han"), "Did you mean 'hann'"),
        (lambda: STFTSpectrogram("loud"), "mode must be"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(make, reason):
    with pytest.raises(ValueError, match=re.escape(reason)):
        make()
