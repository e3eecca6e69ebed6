"""The archive: every run is kept, with all that is needed to understand it, compare it and do it again."""
