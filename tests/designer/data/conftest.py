"""The server of the downloads is that of the engine's tests."""

from tests.nn_core.utils.conftest import server

__all__ = ["server"]
