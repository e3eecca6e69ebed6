"""Convolution layers, one file each."""
