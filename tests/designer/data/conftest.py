"""What the tests of data share: the server of the engine's downloads, and tables to be written."""

import pytest

from tests.nn_core.utils.conftest import server

__all__ = ["server"]


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a text to a file and returns its path."""

    def make(text, name="table.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return make
