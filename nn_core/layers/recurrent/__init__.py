"""Recurrent layers, one file each."""
