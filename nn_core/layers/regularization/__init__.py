"""Regularization layers, one file each."""
