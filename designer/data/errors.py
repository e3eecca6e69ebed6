"""What can be wrong with data, as sentences."""


class DataError(ValueError):
    """Data that cannot be used; the text says what came, what was expected and what would fix it."""


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
