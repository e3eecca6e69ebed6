"""Merging layers, one file each."""
