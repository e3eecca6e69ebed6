"""Calls as text, on one line if they fit, else with an argument on each."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH = 96
INDENT = "    "


def call_text(head: str, arguments: Sequence[str], tail: str = "", room: int = WIDTH) -> str:
    """Return `head(arguments)tail`, broken into lines if it would be wider than `room`."""
    line = f"{head}({', '.join(arguments)}){tail}"
    if not arguments or (len(line) <= room and "\n" not in line) or (len(arguments) == 1 and "\n" in line):
        return line
    broken = "".join(f"{indented(each)},\n" for each in arguments)
    return f"{head}(\n{broken}){tail}"


def mapping_text(entries: Sequence[str]) -> str:
    """Return a dict of entries `key: value`, on one line if they fit."""
    line = f"{{{', '.join(entries)}}}"
    if len(line) <= WIDTH and "\n" not in line:
        return line
    return "{\n" + "".join(f"{indented(each)},\n" for each in entries) + "}"


def indented(text: str) -> str:
    """Return the text one step further in."""
    return "\n".join(INDENT + line if line else line for line in text.split("\n"))
