"""Flavour: the package a program is written for."""

from __future__ import annotations

from typing import Literal

Flavour = Literal["keras", "tf.keras", "nn_core"]
