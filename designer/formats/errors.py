"""FormatError: a file that cannot be opened or written, said in one sentence."""

from nn_core.saving.errors import ModelFileError as FormatError
from nn_core.saving.errors import naming_file

__all__ = ["FormatError", "naming_file"]
