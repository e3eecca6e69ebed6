"""Open files in real Keras, predict, train one epoch, and write down what came out; run by Keras's own Python.

    python open_in_keras.py keras|tf_keras FOLDER RESULTS

FOLDER holds, for each network, NAME.h5, NAME.json, NAME.weights.h5, NAME.keras and NAME.npz with in_0 …, y_0 …, and
perhaps `layer`: the class the network is about.
RESULTS gets a NAME.npz with h5_0 …, json_0 …, zip_0 … (predictions), after_h5_0 …, after_zip_0 … (weights later), or
`absent` where this Keras has no such layer.
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
        if "layer" in recorded.files and not hasattr(keras.layers, str(recorded["layer"])):
            np.savez(results / f"{path.stem}.npz", absent=np.array(True))
            continue
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                found = _open(keras, package, path, inputs, _listed(recorded, "y"), "layer" in recorded.files)
            except Exception as error:  # everything that goes wrong is a result
                found["error"] = np.array(f"{type(error).__name__}: {error}"[:2000])
        found["warnings"] = np.array("\n".join(str(each.message) for each in caught))
        np.savez(results / f"{path.stem}.npz", **found)


def _open(keras, package, path, inputs, targets, is_small):
    model = keras.models.load_model(path)
    found = _numbered("h5", _predicted(model, inputs, is_small))
    if package == "keras":  # the JSON is that of Keras 3
        fresh = keras.models.model_from_json(path.with_suffix(".json").read_text(encoding="utf-8"))
        fresh.load_weights(path.with_suffix(".weights.h5"))
        found |= _numbered("json", _predicted(fresh, inputs, is_small))
        zipped = keras.models.load_model(path.with_suffix(".keras"))
        found |= _numbered("zip", _predicted(zipped, inputs, is_small))
        found |= _numbered("after_zip", _trained(zipped, inputs, targets, is_small))
        _restore_optimizer(model, path)
    return found | _numbered("after_h5", _trained(model, inputs, targets, is_small))


def _predicted(model, inputs, is_small):
    """Predict; for a small model making a graph of it takes longest."""
    if is_small:
        found = model(_single(inputs), training=False)  # some layers take it for granted that one trains
        return [np.asarray(each) for each in found] if isinstance(found, list) else np.asarray(found)
    return model.predict(_single(inputs), verbose=0)


def _trained(model, inputs, targets, is_small):
    """Return the weights after one epoch in batches of four."""
    if is_small:
        model.run_eagerly = True
        for i in range(0, len(inputs[0]), 4):
            model.train_on_batch(_single([x[i : i + 4] for x in inputs]), _single([y[i : i + 4] for y in targets]))
    else:
        model.fit(_single(inputs), _single(targets), batch_size=4, epochs=1, shuffle=False, verbose=0)
    return model.get_weights()


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
    found = [recorded[f"{prefix}_{i}"] for i in range(99) if f"{prefix}_{i}" in recorded.files]
    return [array.astype(object) if array.dtype.kind == "U" else array for array in found]


def _numbered(prefix, arrays):
    arrays = arrays if isinstance(arrays, list) else [arrays]
    return {f"{prefix}_{i}": np.asarray(array) for i, array in enumerate(arrays)}


def _single(values):
    return values[0] if len(values) == 1 else values


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
