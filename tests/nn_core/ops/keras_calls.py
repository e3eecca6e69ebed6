"""Calls of rarer functions of keras.ops, written so that Keras and the engine can both make them.

Run this file with a Python that has Keras to record what Keras gives, in `keras_calls.npz` beside it.
"""

import sys
from pathlib import Path

import numpy as np

RECORDED = Path(__file__).with_name("keras_calls.npz")

_random = np.random.default_rng(5)


def drawn(*shape):
    return _random.normal(size=shape).astype("float32")


A, B, TALL, WIDE = drawn(2, 3, 3), drawn(2, 3, 2), drawn(4, 3), drawn(2, 5)
DEFINITE = A @ A.swapaxes(-1, -2) + np.eye(3, dtype="float32")
HOLES = np.where(drawn(3, 4) > 0.7, np.float32(np.nan), drawn(3, 4))
SIGNAL, IMAGE, IMAGES = drawn(2, 40), _random.random((6, 5, 3)).astype("float32"), drawn(2, 6, 5, 3)
LARGE, ALIKE = (_random.random((2, 14, 13, 2)).astype("float32") for _ in range(2))
QUERY, KEY, VALUE = drawn(2, 5, 4, 3), drawn(2, 6, 4, 3), drawn(2, 6, 4, 3)
NUMBERS = np.array([0, 2, 0, 1])
TURN = np.array([0.9, 0.2, 0.5, -0.2, 0.9, 1.0, 0.0, 0.0], "float32")
CORNERS = np.array([[0, 0], [4, 0], [0, 5], [4, 5]], "float32")
MOVED = CORNERS + np.array([[0.5, 0.2], [-0.5, 0.3], [0.1, -0.4], [-0.2, -0.6]], "float32")
PLACES = np.array([[0.3, 1.7, 2.5, -0.8, 4.4], [0.1, 2.2, 3.9, 1.5, -1.2]], "float32")
SCORES = drawn(2, 7, 4) * 3
LENGTHS = np.array([7, 5])

CALLS = {
    # linear algebra
    "cholesky": lambda ops: ops.cholesky(DEFINITE),
    "cholesky_upper": lambda ops: ops.cholesky(DEFINITE, upper=True),
    "cholesky_inverse": lambda ops: ops.cholesky_inverse(np.tril(DEFINITE)),
    "det": lambda ops: ops.det(A),
    "slogdet": lambda ops: ops.slogdet(A),
    "logdet": lambda ops: ops.logdet(DEFINITE),
    "inv": lambda ops: ops.inv(A),
    "pinv": lambda ops: ops.pinv(TALL),
    "solve": lambda ops: ops.solve(A, B),
    "solve_vector": lambda ops: ops.solve(A[0], B[0, :, 0]),
    "solve_triangular": lambda ops: ops.solve_triangular(A, B, lower=True),
    "lstsq": lambda ops: ops.lstsq(TALL, TALL[:, 0]),
    "eigh": lambda ops: ops.eigh(DEFINITE)[0],
    "svd": lambda ops: ops.svd(TALL, compute_uv=False),
    "svd_full": lambda ops: [ops.abs(each)[:3, :3] if len(each.shape) > 1 else each for each in ops.svd(TALL)],
    "qr": lambda ops: [ops.abs(each) for each in ops.qr(TALL)],
    "lu_factor": lambda ops: ops.lu_factor(A[0]),
    "matrix_rank": lambda ops: ops.matrix_rank(TALL),
    "norm_3": lambda ops: ops.norm(A, ord=3, axis=1),
    "norm_0": lambda ops: ops.norm(A, ord=0, axis=-1),
    "norm_minus_infinity": lambda ops: ops.norm(A, ord=-np.inf, axis=-1, keepdims=True),
    "norm_nuclear": lambda ops: ops.norm(A, ord="nuc", axis=(1, 2), keepdims=True),
    "norm_frobenius": lambda ops: ops.norm(A, ord="fro", axis=(1, 2)),
    "norm_matrix_2": lambda ops: ops.norm(A, ord=2, axis=(1, 2)),
    "norm_matrix_1": lambda ops: ops.norm(A, ord=1, axis=(0, 2)),
    # frequencies
    "fft": lambda ops: ops.fft((WIDE, WIDE[::-1])),
    "fft2": lambda ops: ops.fft2((A, A[::-1])),
    "ifft2": lambda ops: ops.ifft2((A, A[::-1])),
    "rfft": lambda ops: ops.rfft(WIDE),
    "rfft_longer": lambda ops: ops.rfft(WIDE, 8),
    "rfft_shorter": lambda ops: ops.rfft(WIDE, 4),
    "irfft": lambda ops: ops.irfft((WIDE, WIDE[::-1])),
    "irfft_odd": lambda ops: ops.irfft((WIDE, WIDE[::-1]), 7),
    "extract_sequences": lambda ops: ops.extract_sequences(SIGNAL, 8, 3),
    "stft": lambda ops: ops.stft(SIGNAL, 8, 4, 10),
    "stft_hamming": lambda ops: ops.stft(SIGNAL, 8, 3, 8, window="hamming", center=False),
    "istft": lambda ops: ops.istft(ops.stft(SIGNAL, 8, 4, 10), 8, 4, 10),
    "istft_length": lambda ops: ops.istft(ops.stft(SIGNAL, 8, 4, 8), 8, 4, 8, length=30),
    # what is not a number
    "nanmax": lambda ops: ops.nanmax(HOLES, axis=1),
    "nanmin": lambda ops: ops.nanmin(HOLES),
    "nansum": lambda ops: ops.nansum(HOLES, axis=0),
    "nanmean": lambda ops: ops.nanmean(HOLES, axis=0, keepdims=True),
    "nanprod": lambda ops: ops.nanprod(HOLES, axis=1),
    "nanvar": lambda ops: ops.nanvar(HOLES, axis=1),
    "nanstd": lambda ops: ops.nanstd(HOLES),
    "nancumsum": lambda ops: ops.nancumsum(HOLES, axis=1),
    "nancumprod": lambda ops: ops.nancumprod(HOLES, axis=0),
    "nanmedian": lambda ops: ops.nanmedian(HOLES, axis=1),
    "nanquantile": lambda ops: ops.nanquantile(HOLES, 0.3, axis=1),
    "nanpercentile": lambda ops: ops.nanpercentile(HOLES, 60.0),
    "nanargmax": lambda ops: ops.nanargmax(HOLES, axis=1),
    "nanargmin": lambda ops: ops.nanargmin(HOLES, axis=1),
    "fmax": lambda ops: ops.fmax(HOLES, HOLES[::-1]),
    "fmin": lambda ops: ops.fmin(HOLES, HOLES[::-1]),
    # numbers
    "cumprod": lambda ops: ops.cumprod(A, axis=1),
    "ptp": lambda ops: ops.ptp(A, axis=(0, 2)),
    "erfc": lambda ops: ops.erfc(A),
    "erfinv": lambda ops: ops.erfinv(np.tanh(A)),
    "i0": lambda ops: ops.i0(A),
    "sinc": lambda ops: ops.sinc(np.append(TALL, 0)),
    "fmod": lambda ops: ops.fmod(A, A[::-1]),
    "gcd": lambda ops: ops.gcd(np.array([12, 18]), np.array([8, 27])),
    "lcm": lambda ops: ops.lcm(np.array([12, 18]), np.array([8, 27])),
    "heaviside": lambda ops: ops.heaviside(np.array([-1.0, 0.0, 2.0], "float32"), np.float32(0.5)),
    "ldexp": lambda ops: ops.ldexp(TALL, np.array([1, 2, -1])),
    "nextafter": lambda ops: ops.nextafter(TALL, np.zeros_like(TALL)),
    "isposinf": lambda ops: ops.isposinf(np.array([np.inf, -np.inf, 1.0])),
    "isneginf": lambda ops: ops.isneginf(np.array([np.inf, -np.inf, 1.0])),
    "cdist": lambda ops: ops.cdist(A, B.swapaxes(1, 2)),
    "trapezoid": lambda ops: ops.trapezoid(A, axis=1, dx=0.5),
    "trapezoid_places": lambda ops: ops.trapezoid(WIDE, x=np.array([0.0, 1.0, 3.0, 4.0, 8.0], "float32")),
    "vander": lambda ops: ops.vander(TALL[:, 0], N=3),
    "corrcoef": lambda ops: ops.corrcoef(TALL),
    "correlate_valid": lambda ops: ops.correlate(SIGNAL[0, :7], SIGNAL[1, :3], mode="valid"),
    "correlate_same": lambda ops: ops.correlate(SIGNAL[0, :7], SIGNAL[1, :4], mode="same"),
    "correlate_full": lambda ops: ops.correlate(SIGNAL[0, :3], SIGNAL[1, :7], mode="full"),
    "diagflat": lambda ops: ops.diagflat(np.arange(4.0, dtype="float32").reshape(2, 2), k=1),
    "select": lambda ops: ops.select([TALL > 1, TALL > 0], [TALL, 10 * TALL], 7.0),
    "geomspace": lambda ops: ops.geomspace(1.0, 64.0, 4),
    "windows": lambda ops: [getattr(ops, name)(7) for name in ("bartlett", "blackman", "hamming", "hanning")],
    "kaiser": lambda ops: ops.kaiser(7, 3.0),
    "angle": lambda ops: ops.angle(np.array([1 + 1j, -2j], "complex64")),
    "view_as_real": lambda ops: ops.view_as_real(ops.polar(np.ones(2, "float32"), np.array([0.5, 2.0], "float32"))),
    "segment_max": lambda ops: ops.segment_max(TALL, NUMBERS, 3),
    "segment_min": lambda ops: ops.segment_min(TALL, NUMBERS, 3),
    "segment_prod": lambda ops: ops.segment_prod(TALL, NUMBERS, 3),
    # layers as functions
    "attention": lambda ops: ops.dot_product_attention(QUERY, KEY, VALUE),
    "attention_causal": lambda ops: ops.dot_product_attention(QUERY, KEY[:, :5], VALUE[:, :5], is_causal=True),
    "attention_shared_heads": lambda ops: ops.dot_product_attention(QUERY, KEY[:, :, :2], VALUE[:, :, :2], scale=0.3),
    "batch_normalization": lambda ops: ops.batch_normalization(
        IMAGES, np.arange(3.0, dtype="float32"), np.arange(1.0, 4.0, dtype="float32"), axis=-1
    ),
    "depth_to_space": lambda ops: ops.depth_to_space(drawn_blocks(), 2),
    "space_to_depth": lambda ops: ops.space_to_depth(drawn_blocks(), 2),
    "unfold": lambda ops: ops.unfold(IMAGES.transpose(0, 3, 1, 2), (3, 2), dilation=1, padding=1, stride=2),
    "fold": lambda ops: ops.fold(ops.unfold(IMAGES.transpose(0, 3, 1, 2), 3, 1, 1, 2), (6, 5), 3, 1, 1, 2),
    "adaptive_average_pool": lambda ops: ops.adaptive_average_pool(
        ops.convert_to_tensor(IMAGES), (4, 2), data_format="channels_last"
    ),
    "adaptive_max_pool": lambda ops: ops.adaptive_max_pool(
        ops.convert_to_tensor(IMAGES), (4, 2), data_format="channels_last"
    ),
    "separable_conv": lambda ops: ops.separable_conv(
        IMAGES, SIGNAL.ravel()[:24].reshape(2, 2, 3, 2), SIGNAL.ravel()[:12].reshape(1, 1, 6, 2), padding="same"
    ),
    "conv_positions": lambda ops: ops.conv(IMAGES, SIGNAL.ravel()[:24].reshape(2, 2, 3, 2), 2, "same"),
    "pool_positions": lambda ops: ops.max_pool(IMAGES, 2, 2, "valid", "channels_last"),
    "ctc_decode_greedy": lambda ops: ops.ctc_decode(SCORES, LENGTHS),
    "ctc_decode_beam": lambda ops: ops.ctc_decode(
        SCORES, LENGTHS, strategy="beam_search", beam_width=5, top_paths=2, mask_index=0
    )[0][0],
    # pictures
    "rgb_to_grayscale": lambda ops: ops.image.rgb_to_grayscale(IMAGE),
    "rgb_to_hsv": lambda ops: ops.image.rgb_to_hsv(IMAGE),
    "hsv_to_rgb": lambda ops: ops.image.hsv_to_rgb(IMAGE),
    "resize_cropped": lambda ops: ops.image.resize(IMAGES, (4, 5), crop_to_aspect_ratio=True),
    "resize_padded": lambda ops: ops.image.resize(IMAGE, (4, 8), pad_to_aspect_ratio=True, fill_value=0.5),
    "affine_transform": lambda ops: ops.image.affine_transform(IMAGES, TURN, fill_mode="constant", fill_value=0.3),
    "affine_transform_nearest": lambda ops: ops.image.affine_transform(
        IMAGE, TURN, interpolation="nearest", fill_mode="reflect"
    ),
    "perspective_transform": lambda ops: ops.image.perspective_transform(IMAGE, CORNERS, MOVED),
    "map_coordinates": lambda ops: [
        ops.image.map_coordinates(IMAGE[..., 0], PLACES, order=order, fill_mode=mode)
        for order in (0, 1)
        for mode in ("constant", "nearest", "wrap")
    ],
    "gaussian_blur": lambda ops: ops.image.gaussian_blur(IMAGES, (3, 3), (0.8, 1.5)),
    "sobel_edges": lambda ops: ops.image.sobel_edges(IMAGES),
    "extract_patches": lambda ops: ops.image.extract_patches(IMAGES, (3, 2), strides=2, padding="same"),
    "extract_patches_3d": lambda ops: ops.image.extract_patches_3d(SIGNAL.reshape(1, 5, 4, 4, 1), 2),
    "crop_images": lambda ops: ops.image.crop_images(
        IMAGES, top_cropping=1, left_cropping=2, target_height=3, target_width=2
    ),
    "pad_images": lambda ops: ops.image.pad_images(
        IMAGE, top_padding=1, left_padding=2, target_height=9, target_width=8
    ),
    "scale_and_translate": lambda ops: [
        ops.image.scale_and_translate(
            IMAGES, (2, 8, 7, 3), np.array([1.3, 1.7], "float32"), np.array([0.4, -1.0], "float32"), (1, 2), method
        )
        for method in ("linear", "cubic", "lanczos3")
    ],
    "ssim": lambda ops: ops.image.ssim(LARGE, ALIKE),
    "psnr": lambda ops: ops.psnr(LARGE, ALIKE, 1.0),
}


def drawn_blocks():
    return np.arange(2 * 4 * 6 * 4, dtype="float32").reshape(2, 4, 6, 4)


def listed(found):
    return list(found) if isinstance(found, list | tuple) else [found]


if __name__ == "__main__":
    import keras

    recorded = {"version": np.array(keras.__version__)}
    for name, call in CALLS.items():
        for i, each in enumerate(listed(call(keras.ops))):
            recorded[f"{name}/{i}"] = keras.ops.convert_to_numpy(each)
    np.savez_compressed(RECORDED, **recorded)
    sys.stdout.write(f"{len(CALLS)} calls recorded with Keras {keras.__version__}\n")
