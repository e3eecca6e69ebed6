"""What can be wrong with data, as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from designer.data.remedies import Remedy


class DataError(ValueError):
    """Data that cannot be used; the text says what came, what was expected and what would fix it."""


class MendableError(DataError):
    """Data that could be read with other settings, which the window offers."""

    def __init__(self, text: str, remedies: tuple[Remedy, ...]) -> None:
        super().__init__(text)
        self.remedies = remedies


class EncodingError(DataError):
    """A text that is not written in an encoding."""

    def __init__(self, text: str, encoding: str) -> None:
        super().__init__(text)
        self.encoding = encoding


class RaggedError(DataError):
    """A table with lines that are longer or shorter than its first."""

    def __init__(self, text: str, num_ragged: int, num_rows: int) -> None:
        super().__init__(text)
        self.num_ragged, self.num_rows = num_ragged, num_rows


class AbsentError(DataError):
    """Data that would have to be downloaded first: the text says where else they could come from."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.name = name


class MisfitError(DataError):
    """Data and model do not go together: the input or output concerned, both shapes, and the remedy."""

    def __init__(self, text: str, remedy: str = "", port: str = "") -> None:
        super().__init__(f"{text} {remedy}".strip())
        self.text, self.remedy, self.port = text, remedy, port
