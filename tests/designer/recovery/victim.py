"""A process that edits and saves without end, saying what it has done, until it is killed: `python victim.py FILE`.

After each step it prints a line with the description of the document (its hash), and after each save another.
"""

import hashlib
import itertools
import random
import sys
import time
from pathlib import Path

import numpy as np

from designer.formats.description import describe, to_text
from designer.formats.door import open_document, save_document
from designer.model.commands import AddLayer, Connect, MoveNodes, RemoveNodes, SetParameter
from designer.model.document import Document
from designer.model.graph import Edge
from designer.recovery.journal import Journal


def digest(document: Document) -> str:
    """Return a short text that is equal for equal documents."""
    return hashlib.sha256(to_text(describe(document)).encode()).hexdigest()[:16]


def step(document: Document, number: int, chance: random.Random) -> None:
    """Do something small."""
    ids = list(document.graph.nodes)
    kind = chance.random()
    if len(ids) < 5 or kind < 0.4:
        document.execute(AddLayer("Dense", number, -number, {"units": number % 7 + 1}))
        new = [id for id in document.graph.nodes if id not in ids]
        if ids:
            document.execute(Connect(Edge(chance.choice(ids), 0, new[0], 0)))
    elif kind < 0.6:
        document.execute(MoveNodes({chance.choice(ids): (number / 3, number / 7)}))
    elif kind < 0.75:
        document.execute(SetParameter(document.graph.nodes[chance.choice(ids)].layer_key, "units", number % 9 + 1))
    elif kind < 0.85 and len(ids) > 20:
        document.execute(RemoveNodes(ids[:10]))
    elif kind < 0.95:
        document.undo()
    else:
        keys = list(document.graph.layers)
        document.set_weights({key: [np.full((40, 40), number, "float32")] for key in keys})


def main() -> None:
    """Work until killed."""
    path, chance = Path(sys.argv[1]), random.Random(int(sys.argv[2]))
    document = open_document(path) if path.is_file() else Document()
    journal = Journal(document, lambda sentence: print("told", sentence, flush=True))
    for number in itertools.count():
        assert journal.document is document
        print("next", time.time(), flush=True)
        step(document, number, chance)
        print("step", digest(document), time.time(), flush=True)
        if number % 5 == 4:
            save_document(document, path)
            document.mark_saved(path)
            print("saved", digest(document), time.time(), flush=True)


if __name__ == "__main__":
    main()
