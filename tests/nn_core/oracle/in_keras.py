"""Open models in real Keras and write down what they compute; run by Keras's own Python.

    python in_keras.py FOLDER [NAME …]

FOLDER holds NAME.json and NAME.npz (weight_0 …, input_0 …, direction_0 …, training) for each model, of which those
named are taken, or all. It gets NAME.keras.json, the model as Keras writes it, and NAME.keras.npz, what it computes;
and for refused.json, layers that refused their arguments or inputs here, accepted.json: those that Keras would
have taken.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="")

import keras
import numpy as np


def main(folder, names):
    keras.config.set_floatx("float64")
    for path in sorted(path for path in folder.glob("*.npz") if ".keras" not in path.suffixes):
        if names and path.stem not in names:
            continue
        json_path = path.with_suffix(".json")
        keras.backend.clear_session()
        recorded = np.load(path)
        try:
            model = opened(json_path, recorded)
        except Exception as error:
            found = {"unopened": message(error)}
            np.savez(path.with_suffix(".keras.npz"), **found)
            continue
        try:
            found = measure(model, recorded)
        except Exception as error:  # everything that goes wrong is a result
            found = {"error": message(error)}
        np.savez(path.with_suffix(".keras.npz"), **found)
    refused = folder / "refused.json"
    if refused.exists() and not names:
        accepted = [each for each in json.loads(refused.read_text(encoding="utf-8")) if accepts(each)]
        (folder / "accepted.json").write_text(json.dumps(accepted), encoding="utf-8")


def message(error):
    return np.array(f"{type(error).__name__}: {error}"[-1500:])


def opened(path, recorded):
    model = keras.models.model_from_json(path.read_text(encoding="utf-8"))
    model.set_weights(listed(recorded, "weight"))
    path.with_suffix(".keras.json").write_text(model.to_json(), encoding="utf-8")
    return model


def measure(model, recorded):
    inputs, directions = listed(recorded, "input"), listed(recorded, "direction")
    with_gradients = in_torch if keras.backend.backend() == "torch" else in_tensorflow

    def loss_of(tensors):
        given = tensors[0] if len(tensors) == 1 else tensors
        outputs = keras.tree.flatten(model(given, training=bool(recorded["training"])))
        terms = [
            keras.ops.sum(keras.ops.multiply(y, keras.ops.convert_to_tensor(d)))
            for y, d in zip(outputs, directions, strict=False)
            if "float" in keras.backend.standardize_dtype(y.dtype)
        ]
        return sum([*terms, *(keras.ops.cast(each, "float64") for each in model.losses)]), outputs

    outputs, by_inputs, by_weights = with_gradients(loss_of, inputs, model.trainable_weights)
    found = {f"output_{i}": keras.ops.convert_to_numpy(y) for i, y in enumerate(outputs)}
    found["penalty"] = sum(float(keras.ops.convert_to_numpy(each)) for each in model.losses)
    found |= {f"input_gradient_{i}": g for i, g in enumerate(by_inputs) if inputs[i].dtype.kind == "f"}
    found |= {f"weight_gradient_{i}": g for i, g in enumerate(by_weights)}
    return found | {f"after_{i}": w for i, w in enumerate(model.get_weights())}


def in_tensorflow(loss_of, inputs, weights):
    import tensorflow as tf

    tensors, values = [tf.constant(x) for x in inputs], [v.value for v in weights]
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([x for x in tensors if x.dtype.is_floating])
        loss, outputs = loss_of(tensors)
    gradients = [None if g is None else tf.convert_to_tensor(g).numpy() for g in tape.gradient(loss, tensors + values)]
    return outputs, *split(gradients, inputs, weights)


def in_torch(loss_of, inputs, weights):
    import torch

    tensors = [torch.tensor(x, requires_grad=x.dtype.kind == "f") for x in inputs]
    loss, outputs = loss_of(tensors)
    sources = [x for x in [*tensors, *(v.value for v in weights)] if x.requires_grad]
    found = {id(x): g for x, g in zip(sources, torch.autograd.grad(loss, sources, allow_unused=True), strict=False)}
    gradients = [found.get(id(x)) for x in [*tensors, *(v.value for v in weights)]]
    return outputs, *split([None if g is None else g.numpy() for g in gradients], inputs, weights)


def split(gradients, inputs, weights):
    full = [np.zeros(x.shape) if g is None else g for g, x in zip(gradients, [*inputs, *weights], strict=False)]
    return full[: len(inputs)], full[len(inputs) :]


def accepts(each):
    try:
        layer = keras.layers.deserialize({"class_name": each["class_name"], "config": each["config"]})
        tensors = [
            keras.KerasTensor(shape, dtype) for shape, dtype in zip(each["shapes"], each["dtypes"], strict=False)
        ]
        several = "Attention" in each["class_name"] and each["class_name"] not in ("Attention", "AdditiveAttention")
        layer(*tensors) if several else layer(tensors if len(tensors) > 1 else tensors[0])
    except Exception:
        return False
    return True


def listed(recorded, prefix):
    return [recorded[f"{prefix}_{i}"] for i in range(199) if f"{prefix}_{i}" in recorded.files]


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
