"""Open files in real Keras, predict, train one epoch, and write down what came out; run by Keras's own Python.

    python open_in_keras.py keras|tf_keras FOLDER

FOLDER holds, for each network, NAME.h5, NAME.json and NAME.npz with in_0 …, y_0 …. NAME.<keras>.npz comes to lie
beside them: h5_0 … and json_0 … (predictions), after_0 … (weights after training).
"""

import sys
import warnings
from pathlib import Path

import numpy as np


def main(package, folder):
    keras = __import__(package)
    for path in sorted(folder.glob("*.h5")):
        recorded = np.load(path.with_suffix(".npz"))
        inputs = _listed(recorded, "in")
        found = {}
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                found = _open(keras, package, path, inputs, _listed(recorded, "y"))
            except Exception as error:  # everything that goes wrong is a result
                found["error"] = np.array(f"{type(error).__name__}: {error}"[:2000])
        found["warnings"] = np.array("\n".join(str(each.message) for each in caught))
        np.savez(path.with_suffix(f".{package}.npz"), **found)


def _open(keras, package, path, inputs, targets):
    model = keras.models.load_model(path)
    found = _numbered("h5", model.predict(_single(inputs), verbose=0))
    if package == "keras":  # the JSON is that of Keras 3
        fresh = keras.models.model_from_json(path.with_suffix(".json").read_text(encoding="utf-8"))
        fresh.load_weights(path)
        found |= _numbered("json", fresh.predict(_single(inputs), verbose=0))
    model.fit(_single(inputs), _single(targets), batch_size=4, epochs=1, shuffle=False, verbose=0)
    found |= _numbered("after", model.get_weights())
    return found


def _listed(recorded, prefix):
    return [recorded[f"{prefix}_{i}"] for i in range(99) if f"{prefix}_{i}" in recorded.files]


def _numbered(prefix, arrays):
    arrays = arrays if isinstance(arrays, list) else [arrays]
    return {f"{prefix}_{i}": np.asarray(array) for i, array in enumerate(arrays)}


def _single(values):
    return values[0] if len(values) == 1 else values


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
