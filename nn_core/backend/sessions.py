"""What Keras on TensorFlow 1 had for its graph: accepted, so that scripts run; there is no graph to set up here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nn_core.layers.calling import calling
from nn_core.spec.naming import unique_name
from nn_core.spec.remarks import remark
from nn_core.spec.structure import map_structure

__all__ = [
    "Session",
    "get_session",
    "learning_phase_scope",
    "manual_variable_initialization",
    "name_scope",
    "set_session",
]


class Session:
    """Stands for a session: everything has its values already."""

    graph: Any = None

    def run(self, fetches: Any, feed_dict: Any = None, **kwargs: Any) -> Any:
        """Return the values of tensors and variables that have some."""
        return map_structure(lambda x: x.numpy() if hasattr(x, "numpy") else x, fetches)

    def close(self) -> None:
        """Do nothing: there is nothing to close."""


_SENTENCE = "There are no sessions here: everything is computed at once. {name}() does nothing; leave it out."


def get_session(op_input_list: Any = ()) -> Session:
    """Return something that behaves as a session."""
    remark(_SENTENCE.format(name="get_session"))
    return Session()


def set_session(session: Any) -> None:
    """Accept a session, and say that there is no need of it."""
    remark(_SENTENCE.format(name="set_session"))


def manual_variable_initialization(value: bool) -> None:
    """Accepted without effect: variables have their values when they are made."""


@contextmanager
def learning_phase_scope(value: Any) -> Iterator[None]:
    """Take all calls within as calls in training (1) or not (0)."""
    with calling(bool(value)):
        yield


class name_scope:  # noqa: N801 - Keras's name
    """Takes a name for what is made within; layers here have names of their own."""

    def __init__(self, name: str | None = None, *args: Any, **kwargs: Any) -> None:
        self.name = name or unique_name("scope")

    def __enter__(self) -> str:
        return str(self.name)

    def __exit__(self, *error: Any) -> None:
        return None
