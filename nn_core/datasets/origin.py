"""Where the data sets of Keras come from."""

from __future__ import annotations

from nn_core.utils.remote_file import RemoteFile

GOOGLE = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
TORONTO = "https://www.cs.toronto.edu/~kriz/"


def at_google(name: str, size: int, file_hash: str | None, cache_subdir: str = "datasets") -> RemoteFile:
    """Return a file of the folder where Keras keeps most data sets."""
    return RemoteFile(name, GOOGLE + name, size, file_hash, cache_subdir=cache_subdir)
