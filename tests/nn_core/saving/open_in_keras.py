"""Open files in real Keras, predict, train one epoch, and write down what came out; run by Keras's own Python.

    python open_in_keras.py keras|tf_keras FOLDER RESULTS

FOLDER holds, for each network, NAME.h5, NAME.json, NAME.weights.h5, NAME.keras and NAME.npz with in_0 …, y_0 ….
RESULTS gets a NAME.npz with h5_0 …, json_0 …, zip_0 … (predictions), after_h5_0 …, after_zip_0 … (weights later).
"""

import sys
import warnings
from pathlib import Path

import h5py
import numpy as np


def main(package, folder, results):
    keras = __import__(package)
    for path in sorted(path for path in folder.glob("*.h5") if path.suffixes == [".h5"]):
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
        np.savez(results / f"{path.stem}.npz", **found)


def _open(keras, package, path, inputs, targets):
    model = keras.models.load_model(path)
    found = _numbered("h5", model.predict(_single(inputs), verbose=0))
    if package == "keras":  # the JSON is that of Keras 3
        fresh = keras.models.model_from_json(path.with_suffix(".json").read_text(encoding="utf-8"))
        fresh.load_weights(path.with_suffix(".weights.h5"))
        found |= _numbered("json", fresh.predict(_single(inputs), verbose=0))
        zipped = keras.models.load_model(path.with_suffix(".keras"))
        found |= _numbered("zip", zipped.predict(_single(inputs), verbose=0))
        zipped.fit(_single(inputs), _single(targets), batch_size=4, epochs=1, shuffle=False, verbose=0)
        found |= _numbered("after_zip", zipped.get_weights())
        _restore_optimizer(model, path)
    model.fit(_single(inputs), _single(targets), batch_size=4, epochs=1, shuffle=False, verbose=0)
    return found | _numbered("after_h5", model.get_weights())


def _restore_optimizer(model, path):
    """Do what load_model means to do: Keras 3.15 builds the optimizer for no weights at all, and then cannot train."""
    with h5py.File(path) as file:
        group = file["optimizer_weights"]
        state = [group[name][()] for name in group.attrs["weight_names"]]
    model.optimizer = type(model.optimizer).from_config(model.optimizer.get_config())
    model.optimizer.build(model.trainable_variables)
    if len(state) != len(model.optimizer.variables):
        raise ValueError(f"{len(state)} arrays for {len(model.optimizer.variables)} variables of the optimizer")
    model.optimizer.set_weights(state)


def _listed(recorded, prefix):
    return [recorded[f"{prefix}_{i}"] for i in range(99) if f"{prefix}_{i}" in recorded.files]


def _numbered(prefix, arrays):
    arrays = arrays if isinstance(arrays, list) else [arrays]
    return {f"{prefix}_{i}": np.asarray(array) for i, array in enumerate(arrays)}


def _single(values):
    return values[0] if len(values) == 1 else values


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
