"""Drawings as PDF: vectors on one page, in fonts every reader has."""

from __future__ import annotations

import zlib
from itertools import groupby

from nn_core.diagram.drawing import Arrow, Drawing, Point, Rect, Text, text_width

_MIDDLE = 0.35  # of the size: from the base line to the middle of a capital letter


def to_pdf(drawing: Drawing) -> bytes:
    """Return the bytes of a PDF file."""
    flip = f"1 0 0 -1 0 {_number(drawing.height)} cm 0.9 w\n"
    content = zlib.compress((flip + "".join(map(_commands, drawing.items))).encode("latin-1"))
    box = f"[0 0 {_number(drawing.width)} {_number(drawing.height)}]"
    fonts = "<< /Font << /Regular 5 0 R /Bold 6 0 R /Chinese 7 0 R >> >>"
    return _file(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents 4 0 R /Resources {fonts} >>".encode(),
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        # Beyond the Western alphabet: a font by name, which the reader supplies.
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [8 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 9 0 R "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /W [1 [278] 2 95 556] >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    )


def _file(*objects: bytes) -> bytes:
    """Put numbered objects together and list where each of them begins."""
    parts = [b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"]
    starts = []
    for number, content in enumerate(objects, 1):
        starts.append(sum(map(len, parts)))
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    table = sum(map(len, parts))
    count = len(objects) + 1
    entries = b"".join(b"%010d 00000 n \n" % start for start in starts)
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, entries))
    parts.append(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, table))
    return b"".join(parts)


def _commands(item: Rect | Arrow | Text) -> str:
    if isinstance(item, Rect):
        place = " ".join(map(_number, (item.x, item.y, item.width, item.height)))
        return f"{_color(item.fill)} rg {_color(item.stroke)} RG {place} re B\n"
    if isinstance(item, Text):
        return _text(item)
    start, *rest = map(_pair, item.points)
    curves = "".join(f"{' '.join(rest[i : i + 3])} c " for i in range(0, len(rest), 3))
    a, b, c = map(_pair, item.head)
    color = _color(item.stroke)
    return f"{color} RG {start} m {curves}S {color} rg {a} m {b} l {c} l h f\n"


def _text(item: Text) -> str:
    """Words stand on their feet although the page is turned over."""
    x = item.x - min(text_width(item.text, item.size, item.bold), item.width) / 2
    place = f"1 0 0 -1 {_number(x)} {_number(item.y + item.size * _MIDDLE)} Tm"
    western = "Bold" if item.bold else "Regular"
    runs = groupby(item.text, _is_western)
    shown = " ".join(
        _run("".join(characters), western if is_west else "Chinese", item.size) for is_west, characters in runs
    )
    return f"BT {_color(item.color)} rg {place} {shown} ET\n"


def _run(words: str, font: str, size: float) -> str:
    shown = f"<{words.encode('utf-16-be' if font == 'Chinese' else 'cp1252').hex()}>"
    return f"/{font} {_number(size)} Tf {shown} Tj"


def _is_western(character: str) -> bool:
    try:
        return bool(character.encode("cp1252"))
    except UnicodeEncodeError:
        return False


def _color(name: str) -> str:
    return " ".join(_number(int(name[i : i + 2], 16) / 255) for i in (1, 3, 5))


def _pair(point: Point) -> str:
    return f"{_number(point[0])} {_number(point[1])}"


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
