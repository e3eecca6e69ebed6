"""The first network of every tutorial, here and in Keras: `python -m tests.bench.tutorial MNIST.npz --peer=PYTHON`.

A perceptron 784-400-10 reads MNIST: RMSprop with a learning rate of 0.001, batches of 32, 4 epochs. It is trained from
inside the window, its curves in front; and by real Keras on each of its backends, if PYTHON is an interpreter that has
it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

EPOCHS, BATCH_SIZE, RATE = 4, 32, 0.001
BACKENDS = ("tensorflow", "jax")
TARGET = 0.97
Result = tuple[float, float, float]  # seconds, seconds of all processors, accuracy on the test part

KERAS = """
import json, sys, time
import numpy as np
import keras
with np.load(sys.argv[1]) as file:
    x, y, x_test, y_test = (file[name] for name in ("x_train", "y_train", "x_test", "y_test"))
x, x_test = x.reshape(-1, 784).astype("float32") / 255, x_test.reshape(-1, 784).astype("float32") / 255
keras.utils.set_random_seed(1)
model = keras.Sequential([keras.layers.Dense(400, activation="relu"), keras.layers.Dense(10, activation="softmax")])
model.compile(keras.optimizers.RMSprop({rate}), "sparse_categorical_crossentropy", metrics=["accuracy"])
begun, used = time.perf_counter(), time.process_time()
model.fit(x, y, batch_size={batch_size}, epochs={epochs}, verbose=0)
seconds = time.perf_counter() - begun, time.process_time() - used
print(json.dumps([*seconds, model.evaluate(x_test, y_test, verbose=0)[1]]))
"""


def main(arguments: list[str]) -> None:
    """Train everywhere, one after the other, and print a line for each."""
    path = next(each for each in arguments if not each.startswith("--"))
    peer = next((each.partition("=")[2] for each in arguments if each.startswith("--peer=")), "")
    _print("nn-designer, in the window", *in_window(Path(path)))
    for backend in BACKENDS if peer else ():
        _print(f"Keras with {backend}", *in_keras(peer, backend, path))


def in_window(path: Path) -> Result:
    """Train from pressing ▶ to the end."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    from designer import theme
    from designer.window import MainWindow

    application = QApplication([])
    theme.load_fonts()
    theme.apply(application, theme.LIGHT)
    window = MainWindow(document_for(path))
    window.resize(1280, 800)
    window.show()
    window.docks.raise_panel("training")
    session, results, loop = window.session, [], QEventLoop()
    assert session.datasets.wait(60_000)
    session.finished.connect(loop.quit)
    session.evaluated.connect(lambda found: (results.append(found), loop.quit()))
    begun, used = time.perf_counter(), time.process_time()
    session.start(window.document)
    loop.exec()
    seconds = time.perf_counter() - begun, time.process_time() - used
    session.evaluate(window.document)
    loop.exec()
    assert session.close()
    return *seconds, results[0].values["accuracy"]


def document_for(path: Path) -> Any:
    """Return the model with its settings."""
    from designer.model.document import Document
    from designer.model.graph import Edge, Graph, LayerSpec, Node
    from designer.model.settings import TrainingSettings

    layers = (
        ("InputLayer", "digit", {"shape": [28, 28, 1]}),
        ("Flatten", "flatten", {}),
        ("Dense", "hidden", {"units": 400, "activation": "relu"}),
        ("Dense", "classes", {"units": 10, "activation": "softmax"}),
    )
    graph = Graph()
    for number, (class_name, name, arguments) in enumerate(layers):
        graph.put_layer(LayerSpec(name, class_name, name, arguments))
        graph.put_node(Node(name, name))
        if number:
            graph.add_edge(Edge(layers[number - 1][1], 0, name, 0))
    settings = TrainingSettings("rmsprop", RATE, epochs=EPOCHS, batch_size=BATCH_SIZE, validation_split=0.0, seed=1)
    return Document(graph, settings, str(path))


def in_keras(peer: str, backend: str, path: str) -> Result:
    """Train with fit() of real Keras."""
    program = KERAS
    for name, value in (("rate", RATE), ("batch_size", BATCH_SIZE), ("epochs", EPOCHS)):
        program = program.replace("{" + name + "}", str(value))
    environment = {**os.environ, "KERAS_BACKEND": backend}
    done = subprocess.run([peer, "-c", program, path], env=environment, stdout=subprocess.PIPE, text=True, check=True)
    seconds, used, accuracy = json.loads(done.stdout.splitlines()[-1])
    return seconds, used, accuracy


def _print(name: str, seconds: float, used: float, accuracy: float) -> None:
    verdict = "" if accuracy >= TARGET else f", below {TARGET:.0%}"
    times = f"{seconds:8.1f} s, {used:6.1f} s of the processors"
    print(f"{name:28}{times}, {accuracy:.2%} of the test part right{verdict}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
