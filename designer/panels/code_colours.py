"""The colours of code: what Pygments calls each word, in the colours of the theme."""

from __future__ import annotations

import functools

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String, _TokenType
from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat

from designer import theme

# The colour of each kind of word, and whether it is bold: a kind is told by more than its colour.
_ROLES: dict[_TokenType, tuple[str, bool]] = {
    Keyword: ("accent", True),
    Name.Builtin: ("accent", False),
    String: ("success", False),
    Number: ("warning", False),
    Comment: ("muted", False),
    Operator.Word: ("accent", True),
}
_lexer = PythonLexer(ensurenl=False, stripnl=False)


class CodeColours(QSyntaxHighlighter):
    """Colours one line at a time: code that is written here has no text over several lines."""

    def highlightBlock(self, text: str) -> None:
        for start, length, role, is_bold in coloured(text):
            form = QTextCharFormat()
            form.setForeground(theme.current().colour(role))
            if is_bold:
                form.setFontWeight(QFont.Weight.DemiBold)
            form.setFontItalic(role == "muted")
            self.setFormat(start, length, form)


@functools.lru_cache(maxsize=8192)
def coloured(line: str) -> tuple[tuple[int, int, str, bool], ...]:
    """Return the parts of a line that are not plain text: start, length, colour, bold."""
    found = []
    for start, kind, word in _lexer.get_tokens_unprocessed(line):
        while kind is not None and kind not in _ROLES:
            kind = kind.parent
        if kind is not None:
            found.append((start, len(word), *_ROLES[kind]))
    return tuple(found)
