"""The look: our own light, dark and high-contrast colours on the Fusion style, one type scale, one 8-pixel grid."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from string import Template
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from designer.paths import resource

ThemeName = Literal["light", "dark", "high-contrast"]
THEME_NAMES: tuple[ThemeName, ...] = ("light", "dark", "high-contrast")

GRID_PX = 8
BASE_POINTS = 9.5  # the size of running text; the other sizes of the scale are multiples of it
FONT_SCALE = {"small": 0.88, "text": 1.0, "title": 1.12, "heading": 1.35}
# Open Sans is bundled; what it lacks, Chinese for instance, comes from the first of these that the system has.
FONT_FAMILIES = [
    "Open Sans",
    "Noto Sans CJK SC",
    "Microsoft YaHei UI",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "Noto Sans",
    "Segoe UI Symbol",
    "DejaVu Sans",
]

# The colours of Okabe and Ito, which colour-blind eyes tell apart.
OKABE_ITO = {
    "blue": "#0072B2",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "green": "#009E73",
    "purple": "#CC79A7",
    "yellow": "#F0E442",
    "vermillion": "#D55E00",
    "grey": "#8A8F98",
}


@dataclass(frozen=True)
class Theme:
    """The colours of one look, named by what they are for."""

    name: ThemeName
    is_dark: bool
    window: str  # behind panels and bars
    base: str  # behind lists and text fields
    raised: str  # buttons, headers
    text: str
    muted: str  # secondary text; still 4.5:1 against base
    line: str  # borders and separators
    accent: str  # selection, focus
    accent_text: str  # on accent
    error: str
    warning: str
    success: str
    canvas: str
    grid: str
    node: str
    node_line: str
    wire: str

    def colour(self, role: str) -> QColor:
        """Return one of the colours above as Qt wants it."""
        return self._colours[role]

    @cached_property
    def _colours(self) -> dict[str, QColor]:
        return {name: QColor(value) for name, value in asdict(self).items() if str(value).startswith("#")}


LIGHT = Theme(
    "light", False, window="#F3F4F6", base="#FFFFFF", raised="#FAFBFC", text="#1C2128", muted="#57606A", line="#D0D5DB",
    accent="#0B63C5", accent_text="#FFFFFF", error="#C62828", warning="#9A5B00", success="#1A7F37", canvas="#FAFBFC",
    grid="#DDE1E7", node="#FFFFFF", node_line="#B8C0CA", wire="#7A8490",
)  # fmt: skip
DARK = Theme(
    "dark", True, window="#282D34", base="#1B1F24", raised="#343A43", text="#E6E9ED", muted="#A8B1BD", line="#454D58",
    accent="#4C9DF5", accent_text="#0B0E12", error="#FF7B72", warning="#F0B34A", success="#56D37F", canvas="#14171B",
    grid="#282D35", node="#242930", node_line="#4A525E", wire="#8A94A2",
)  # fmt: skip
HIGH_CONTRAST = Theme(
    "high-contrast", True, window="#000000", base="#000000", raised="#000000", text="#FFFFFF", muted="#FFFFFF",
    line="#FFFFFF", accent="#FFE100", accent_text="#000000", error="#FF8080", warning="#FFB000", success="#5CFF8F",
    canvas="#000000", grid="#3C3C3C", node="#000000", node_line="#FFFFFF", wire="#FFFFFF",
)  # fmt: skip
_THEMES: dict[str, Theme] = {theme.name: theme for theme in (LIGHT, DARK, HIGH_CONTRAST)}

_DRAWN = {"light": "light", "dark": "dark", "high-contrast": "contrast"}  # folders with what style sheets draw

_current = LIGHT
_text_scale = 1.0


def current() -> Theme:
    """Return the theme in use."""
    return _current


@contextmanager
def painting_with(theme: Theme) -> Iterator[None]:
    """Paint with other colours for a moment, on paper for instance."""
    global _current
    usual, _current = _current, theme
    try:
        yield
    finally:
        _current = usual


def text_scale() -> float:
    """Return how many times their usual size texts have."""
    return _text_scale


def set_text_scale(scale: float) -> None:
    """Make texts this many times as large, between the usual size and twice that; `apply` then shows it."""
    global _text_scale
    _text_scale = min(max(scale, 1.0), 2.0)


def named(name: str | None) -> Theme:
    """Return a theme by name; None or "system" is what the system asks for."""
    return _THEMES.get(name or "") or _system_theme()


def _system_theme() -> Theme:
    hints = QGuiApplication.styleHints()
    accessibility = getattr(hints, "accessibility", lambda: None)()
    preference = getattr(accessibility, "contrastPreference", lambda: None)()
    if preference is not None and preference == Qt.ContrastPreference.HighContrast:
        return HIGH_CONTRAST
    return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT


def apply(application: QApplication, theme: Theme) -> None:
    """Give the application this look; widgets hear of it by a PaletteChange event."""
    global _current
    _current = theme
    if application.style().name() != "fusion":
        application.setStyle("Fusion")
    application.setPalette(_palette(theme))
    application.setFont(font())
    application.setStyleSheet(_style_sheet(theme))


def load_fonts() -> None:
    """Make the bundled font known to Qt."""
    for path in sorted(resource("fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


def font(step: str = "text", bold: bool = False) -> QFont:
    """Return the font for one step of the type scale."""
    made = QFont()
    made.setFamilies(FONT_FAMILIES)
    made.setPointSizeF(BASE_POINTS * FONT_SCALE[step] * _text_scale)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return made


def fixed_font() -> QFont:
    """Return the font for tables of numbers and text that stands in columns."""
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made.setPointSizeF(BASE_POINTS * _text_scale)
    return made


@cache
def category_colours() -> dict[str, str]:
    """Return the names of the categories' colours, in the order of the Library."""
    return dict(json.loads(resource("themes/categories.json").read_text(encoding="utf-8")))


@cache
def category_colour(category: str) -> QColor:
    """Return the colour of a category; one not in the table gets the same one every time."""
    names = list(OKABE_ITO)
    name = category_colours().get(category) or names[sum(category.encode()) % len(names)]
    return QColor(OKABE_ITO[name])


def category_ink(category: str) -> QColor:
    """Return the colour of a category for thin lines, which need more contrast than a stripe."""
    colour = category_colour(category)
    if _current.name == "high-contrast":
        return _current.colour("text")
    if _current.is_dark:
        return colour.lighter(150) if colour.lightness() < 110 else colour
    return colour.darker(165) if colour.lightness() > 110 else colour


def _palette(theme: Theme) -> QPalette:
    role, palette = QPalette.ColorRole, QPalette()
    colours = {
        role.Window: "window", role.WindowText: "text", role.Base: "base", role.AlternateBase: "raised",
        role.Text: "text", role.PlaceholderText: "muted", role.Button: "raised", role.ButtonText: "text",
        role.BrightText: "error", role.ToolTipBase: "raised", role.ToolTipText: "text", role.Highlight: "accent",
        role.HighlightedText: "accent_text", role.Link: "accent", role.LinkVisited: "accent", role.Accent: "accent",
        role.Mid: "line", role.Midlight: "line", role.Light: "raised", role.Dark: "line", role.Shadow: "line",
    }  # fmt: skip
    for each, name in colours.items():
        palette.setColor(each, theme.colour(name))
    disabled = (
        theme.colour("muted") if theme.name == "high-contrast" else _mix(theme.colour("muted"), theme.colour("window"))
    )
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, disabled)
    return palette


def _mix(one: QColor, other: QColor) -> QColor:
    return QColor(*((a + b) // 2 for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)))


def _style_sheet(theme: Theme) -> str:
    """Return the few things a palette cannot say."""
    files = [resource(f"themes/{name}.qss") for name in ("common", theme.name)]
    sheet = "".join(path.read_text(encoding="utf-8") for path in files if path.is_file())
    return Template(sheet).substitute(asdict(theme), icons=resource(f"icons/{_DRAWN[theme.name]}").as_posix())
