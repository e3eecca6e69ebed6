"""How long files take with 1,000 layers: opening, saving, and writing down a step: `python -m tests.bench.files`."""

import os
import shutil
import tempfile
from pathlib import Path

from designer.formats.project import read_project, write_project
from designer.model.arrange import arrange
from designer.model.commands import Arrange, MoveNodes, SetParameter
from designer.model.compiler import compile_graph, store_weights
from designer.model.document import Document
from designer.recovery.journal import Journal
from tests.bench.shapes import REPEATS, residual_model, show, timed

NUM_LAYERS = 1000


def measure_files(document: Document, folder: Path, name: str) -> None:
    """Measure saving and opening."""
    path = folder / "model.nnd"
    show(f"save {name}", timed(lambda: write_project(document, path)))
    show(f"open {name}", timed(lambda: read_project(path)))
    copies = iter([shutil.copy(path, folder / f"foreign{number}.nnd") for number in range(REPEATS)])
    show(f"open {name}, of unknown origin", timed(lambda: read_project(Path(next(copies)))))


def measure_journal(document: Document) -> None:
    """Measure what the journal adds to a step, and the first step after saving."""
    journal = Journal(document, print)
    ids = list(document.graph.nodes)
    key = next(key for key, layer in document.graph.layers.items() if layer.class_name == "Dense")
    write, begin = journal._on_changed, journal._begin
    document.mark_unsaved()
    begin()
    move_one = MoveNodes({ids[5]: (3.0, 4.0)})
    move_all = MoveNodes(dict.fromkeys(ids, (3.0, 4.0)))
    changes = [command.do(document) for command in (move_one, move_all, SetParameter(key, "units", 65))]
    for command in (move_one, move_all):
        command.undo(document)  # a picture of all layers at one place would take long
    for name, change in zip(("moving one layer", "moving all layers", "changing a parameter"), changes, strict=True):
        show(f"journal: {name}", timed(lambda change=change: write(change)))
    show("journal: first step after opening or saving", timed(begin))
    journal.close()


def measure_window(folder: Path, path: Path) -> None:
    """Measure File > Open in the window."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from designer.app import make_application, make_window

    application = make_application()
    window = make_window()
    window.resize(1280, 800)
    window.show()
    application.processEvents()

    copies = iter([shutil.copy(path, folder / f"copy{number}.nnd") for number in range(REPEATS)])

    def open_and_paint() -> None:  # a file that is open already would only be shown
        assert window.files.open_path(Path(next(copies))), window.message_bar.text
        application.processEvents()

    show("File > Open until painted, with weights", timed(open_and_paint))
    window.close()


def main() -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["NN_DESIGNER_HOME"] = str(folder / "home")
        document = residual_model(NUM_LAYERS)
        document.execute(Arrange(arrange(document.graph)))
        print(f"{len(document.graph.nodes)} layers, {document.graph.wires.number_of_edges()} wires")
        measure_files(document, folder, "without weights")
        measure_journal(document)
        store_weights(document, compile_graph(document))
        measure_files(document, folder, "with weights")
        measure_window(folder, folder / "model.nnd")


if __name__ == "__main__":
    main()
