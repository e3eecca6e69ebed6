"""Themes and icons: enough contrast in every theme, a drawing for every name, no boxes instead of letters."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontDatabase, QIcon, QTextLayout

from designer import actions, icons, theme
from designer.model import catalog
from designer.paths import resource

TEXTS = [
    (text, ground) for text in ("text", "muted", "error", "warning", "success") for ground in ("window", "base", "node")
]
PAIRS = [*TEXTS, ("accent_text", "accent"), ("text", "raised"), ("muted", "canvas")]
READABLE = 4.5  # what accessibility guidelines ask of small text
VISIBLE = 3.0  # and of lines


def luminance(colour):
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in QColor(colour).getRgbF()[:3]
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture(params=theme.THEME_NAMES)
def look(request, qapp):
    chosen = theme.named(request.param)
    theme.apply(qapp, chosen)
    yield chosen
    theme.apply(qapp, theme.LIGHT)


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_every_text_can_be_read(look, text, ground):
    assert contrast(getattr(look, text), getattr(look, ground)) >= READABLE


def test_the_icons_of_all_categories_can_be_seen(look):
    for category in catalog.categories():
        assert contrast(theme.category_ink(category), look.node) >= VISIBLE, category


def test_ports_wires_and_outlines_can_be_seen(look):
    assert contrast(look.wire, look.canvas) >= VISIBLE
    assert contrast(look.accent, look.canvas) >= VISIBLE


def test_an_unknown_theme_is_that_of_the_system(qapp):
    assert theme.named("purple") in (theme.LIGHT, theme.DARK, theme.HIGH_CONTRAST)


def test_every_category_has_a_colour_and_an_icon_of_its_own_kind():
    for category in catalog.categories():
        assert category in theme.category_colours(), category
        assert icons.category_icon_name(category) != "categories/other", category


def test_every_icon_of_an_action_is_drawn():
    for spec in actions.ACTIONS:
        assert not spec.icon or resource(f"icons/{spec.icon}.svg").is_file(), spec.name


def test_icons_differ_when_they_cannot_be_used(look):
    icon = icons.icon("undo")
    usual, disabled = (icon.pixmap(QSize(20, 20), mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled))
    assert usual != disabled
    assert any(disabled.pixelColor(x, y).alpha() for x in range(20) for y in range(20))


def test_icons_are_drawn_anew_for_each_size():
    assert icons.pixmap("save", "#000000", 48).width() == 48


def test_the_bundled_font_is_used(qapp):
    theme.load_fonts()
    assert "Open Sans" in QFontDatabase.families()


def test_chinese_is_not_drawn_as_boxes(qapp):
    systems = (QFontDatabase.WritingSystem.SimplifiedChinese, QFontDatabase.WritingSystem.TraditionalChinese)
    if not any(QFontDatabase.families(system) for system in systems):
        pytest.skip("no font with Chinese letters is installed")
    layout = QTextLayout("卷积层", theme.font())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    assert all(index for run in layout.glyphRuns() for index in run.glyphIndexes())
