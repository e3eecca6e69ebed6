"""Reshaping layers, one file each."""
