"""Open models in real Keras and write down what they compute; run by Keras's own Python.

    python in_keras.py FOLDER

FOLDER holds NAME.json and NAME.npz (weight_0 …, input_0 …, direction_0 …, training) for each model; it gets NAME.keras.json,
the model as Keras writes it, and NAME.keras.npz, and for refused.json (layers that refused) an accepted.json.
"""

import json
import os
import sys
from pathlib import Path

os.environ.update(KERAS_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="")

import keras
import numpy as np
import tensorflow as tf


def main(folder):
    keras.config.set_floatx("float64")
    for path in sorted(folder.glob("*.npz")):
        json_path = path.with_suffix(".json")
        keras.backend.clear_session()
        recorded = np.load(path)
        try:
            found = measure(json_path, recorded)
        except Exception as error:  # everything that goes wrong is a result
            found = {"error": np.array(f"{type(error).__name__}: {error}"[:1500])}
        np.savez(path.with_suffix(".keras.npz"), **found)
    refused = folder / "refused.json"
    if refused.exists():
        accepted = [each for each in json.loads(refused.read_text(encoding="utf-8")) if accepts(each)]
        (folder / "accepted.json").write_text(json.dumps(accepted), encoding="utf-8")


def measure(path, recorded):
    model = keras.models.model_from_json(path.read_text(encoding="utf-8"))
    model.set_weights(listed(recorded, "weight"))
    path.with_suffix(".keras.json").write_text(model.to_json(), encoding="utf-8")
    inputs, directions = [tf.constant(x) for x in listed(recorded, "input")], listed(recorded, "direction")
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([x for x in inputs if x.dtype.is_floating])
        outputs = tf.nest.flatten(model(inputs[0] if len(inputs) == 1 else inputs, training=bool(recorded["training"])))
        terms = [tf.reduce_sum(y * d) for y, d in zip(outputs, directions) if y.dtype.is_floating]
        loss = sum([*terms, *(tf.cast(each, "float64") for each in model.losses)])
    found = {f"output_{i}": y.numpy() for i, y in enumerate(outputs)} | {"loss": loss.numpy()}
    for i, x in enumerate(inputs):
        if x.dtype.is_floating:
            found[f"input_gradient_{i}"] = dense(tape.gradient(loss, x), x)
    for i, v in enumerate(model.trainable_weights):
        found[f"weight_gradient_{i}"] = dense(tape.gradient(loss, v.value), v)
    return found | {f"after_{i}": w for i, w in enumerate(model.get_weights())}


def accepts(each):
    try:
        layer = keras.layers.deserialize({"class_name": each["class_name"], "config": each["config"]})
        tensors = [keras.KerasTensor(shape, dtype) for shape, dtype in zip(each["shapes"], each["dtypes"])]
        several = "Attention" in each["class_name"] and each["class_name"] not in ("Attention", "AdditiveAttention")
        layer(*tensors) if several else layer(tensors if len(tensors) > 1 else tensors[0])
    except Exception:
        return False
    return True


def dense(gradient, like):
    return np.zeros(like.shape) if gradient is None else tf.convert_to_tensor(gradient).numpy()


def listed(recorded, prefix):
    return [recorded[f"{prefix}_{i}"] for i in range(199) if f"{prefix}_{i}" in recorded.files]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
