"""What layers that change the colours of images share."""

from __future__ import annotations

from typing import Any


def check_colours(title: str, images: Any) -> None:
    """Raise ValueError unless images (channels last) have the three channels red, green and blue."""
    if images.shape[-1] != 3:
        raise ValueError(
            f"{title} takes images with the channels red, green and blue, but the images have {images.shape[-1]}."
        )
