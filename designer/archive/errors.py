"""What can go wrong with the archive."""


class ArchiveError(ValueError):
    """The archive cannot be read or written; the text says why and what helps."""
