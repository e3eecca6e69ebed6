"""ModelFileError: a model file that cannot be read or written, said in one sentence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class ModelFileError(ValueError):
    """Names the file, says what is wrong with it, and what would help."""


@contextmanager
def naming_file(path: str | os.PathLike[str]) -> Iterator[None]:
    """Put the file's name before every error about its content."""
    name = Path(path).name
    try:
        yield
    except RecursionError as error:
        raise ModelFileError(f"'{name}' is nested too deeply to be a model.") from error
    except (LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, RuntimeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise ModelFileError(f"'{name}' is damaged: its description is not that of a model ({reason}).") from error
    except MemoryError as error:
        raise ModelFileError(f"'{name}' describes a model that does not fit into this computer's memory.") from error
    except ValueError as error:
        raise ModelFileError(f"'{name}': {error}") from error
