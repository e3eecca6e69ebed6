"""Dialogs: what is shown in a window of its own."""
