"""Reading a program."""
from nn_core.saving.source.reading import SourceReading


def read_program(text: str, name: str) -> SourceReading:
    """Return the model."""
    raise NotImplementedError
