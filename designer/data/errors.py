"""What can be wrong with data, as sentences."""


class DataError(ValueError):
    """Data that cannot be used; the text says what came, what was expected and what would fix it."""


class MisfitError(DataError):
    """Data and model do not go together; the text names both shapes and the remedy."""
