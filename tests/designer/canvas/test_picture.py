"""The picture of the canvas: copied and printed whole, without selection, whatever part is in sight."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter

from designer import theme


def colours_in(image):
    return {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}


def test_the_copied_picture_is_whole_and_shows_no_selection(hands, chain):
    hands.document.selection.set(chain)
    hands.view.set_zoom(0.1)  # even where the canvas itself shows an overview only
    hands.view.picture.copy()
    image = QGuiApplication.clipboard().image()
    extent = hands.view.whole_extent()
    assert image.width() == round((extent.width() + 48) * 2)
    assert theme.LIGHT.accent.lower() not in colours_in(image)
    assert len(colours_in(image)) > 8
    assert hands.document.selection.nodes == set(chain)
    assert hands.view.zoom < 0.2


def test_an_empty_canvas_leaves_the_clipboard_alone(hands):
    QGuiApplication.clipboard().setText("mine")
    hands.view.picture.copy()
    assert QGuiApplication.clipboard().text() == "mine"


def test_it_is_printed_dark_on_white_whatever_the_theme(hands, chain, tmp_path):
    path = tmp_path / "model.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    hands.view.picture.print_on(printer)
    assert path.read_bytes().startswith(b"%PDF")
    assert path.stat().st_size > 5_000
    assert theme.current().name == "light"
