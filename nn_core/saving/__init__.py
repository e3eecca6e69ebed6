"""Saving and loading models: one file per format."""
