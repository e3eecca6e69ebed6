"""The data a network learns from: bundled tables, generated sets, files from disk, and how they fit a model."""
