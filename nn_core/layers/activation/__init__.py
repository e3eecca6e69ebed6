"""Activation layers, one file each."""
