"""Pooling layers, one file each."""
