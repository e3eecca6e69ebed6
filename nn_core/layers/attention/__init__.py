"""Attention layers, one file each."""
