"""Sizes the panels at the bottom of the window agree on."""

LOWEST_PX = 172  # below this, ten classes or a curve can no longer be read
