"""Write data/golden from the folder with the full recordings: python -m tests.data.make_golden FOLDER [AREA …].

Small areas are copied whole; of layers, models, training runs and files, those made only of layers we have.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import nn_core.layers  # noqa: F401 - fills the registry
from nn_core import callbacks
from nn_core.spec import registry
from tests.golden import FOLDER, Case, pack

WHOLE = (
    *("activations", "activations_keras2", "initializers", "regularizers", "constraints", "schedules"),
    *("losses", "losses_keras2", "metrics", "metrics_keras2"),
    *("optimizers", "optimizers_keras2", "optimizers_keras2_legacy"),
)
OF_LAYERS_WE_HAVE = ("layers", "layers_keras2", "masking", "models", "random", "training", "files", "shapes")
MODELS = {"Sequential", "Functional", "Model", "InputLayer"}
# What was recorded wrongly, by the beginning of its name. TensorFlow's gradient of the first case read memory that
# nobody had written: numbers like 1e262 among the right ones. The Nadam of Keras 2, once loaded, multiplies the
# product of its momenta by the next one for every weight instead of once in a step.
SPOILT = {"AdaptiveMaxPooling2D_03": "din_0", "keras2/resnet_like": "after_"}
# Settings of Keras 2 that Keras 3 no longer has, and with which a layer is refused in a sentence.
GONE = {"time_major": True, "axis": [1, 2]}


def main(folder: Path, areas: list[str]) -> None:
    """Write one file for each area and print its size."""
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))["cases"]
    for area in areas or [*WHOLE, *OF_LAYERS_WE_HAVE]:
        found = list(
            _shapes(folder) if area == "shapes" else _recorded(folder, [e for e in index if e["area"] == area])
        )
        if area not in WHOLE:
            found = [case for case in found if _is_made_of_layers_we_have(case)]
        path = FOLDER / f"{area}.npz"
        pack(found, path)
        print(f"{area:14} {len(found):4} cases {path.stat().st_size:9,} bytes")


def _recorded(folder: Path, entries: list[dict[str, Any]]) -> Iterator[Case]:
    for entry in entries:
        path = folder / entry["file"]
        with np.load(path) as recorded:
            spoilt = SPOILT.get(entry["name"], "meta")
            arrays = {key: recorded[key] for key in recorded.files if key != "meta" and not key.startswith(spoilt)}
            meta = json.loads(str(recorded["meta"]))
        if spoilt == "after_":
            del meta["continue"]
        if entry["area"] == "files":
            arrays |= {f"file_{kind}": _bytes(path.parent / name) for kind, name in meta["files"].items()}
            meta |= {"layers": sorted(_class_names_in_json(path.parent / meta["files"]["json"]))}
        yield Case(entry["area"], entry["name"], meta, arrays)


def _shapes(folder: Path) -> Iterator[Case]:
    for line in (folder / "shapes" / "shapes.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Case("shapes", row["name"], row, {})


def _bytes(path: Path) -> Any:
    return np.frombuffer(path.read_bytes(), dtype=np.uint8)


def _class_names_in_json(path: Path) -> set[str]:
    return set(_layer_names(json.loads(path.read_text(encoding="utf-8"))))


def _is_made_of_layers_we_have(case: Case) -> bool:
    if case.area == "layers_keras2" and any(case.meta["config"].get(name) == value for name, value in GONE.items()):
        return False
    names = set(case.meta.get("layers") or _layer_names([case.meta]))
    return all(name in MODELS or registry.find("layer", name) for name in names)


def _layer_names(value: Any) -> Iterator[str]:
    """Yield the class names of the layers described in a configuration."""
    if isinstance(value, list):
        for each in value:
            yield from _layer_names(each)
    elif isinstance(value, dict):
        is_operation = str(value.get("module")).startswith("keras.src.ops")
        if "class_name" in value and not is_operation and not _is_something_else(value["class_name"]):
            yield value["class_name"]
        for each in value.values():
            yield from _layer_names(each)


def _is_something_else(class_name: Any) -> bool:
    families = ("activation", "initializer", "regularizer", "constraint", "loss", "metric", "optimizer", "schedule")
    return class_name in (
        "DTypePolicy",
        "__tuple__",
        "__keras_tensor__",
        "__lambda__",
        "function",
        "TensorShape",
        *callbacks.__all__,
    ) or any(registry.find(family, class_name) for family in families)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
