"""Core layers, one file each."""
