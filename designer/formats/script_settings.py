"""The training settings in a script: what it says to compile() and fit(), as far as the window has it."""

from __future__ import annotations

from typing import Any

from designer.model.document import Document
from designer.model.outputs import output_facts
from designer.model.settings import TrainingSettings
from nn_core.saving.source.reading import SourceReading
from nn_core.spec.naming import to_snake_case
from nn_core.spec.serialization import deserialize

_FROM_FIT = ("epochs", "batch_size", "validation_split", "shuffle", "seed")


def settings_of(found: SourceReading, document: Document) -> tuple[TrainingSettings, list[str]]:
    """Return the settings, and sentences about what the window cannot keep."""
    remarks: list[str] = []
    outputs = [each.name for each in output_facts(document.graph, document.report.facts)]
    given: dict[str, Any] = {name: found.fit[name] for name in _FROM_FIT if found.fit.get(name) is not None}
    given.setdefault("validation_split", 0.0 if found.fit else TrainingSettings.validation_split)
    given["callbacks"] = found.fit.get("callbacks", [])
    config = found.config.get("compile_config") or {}
    if config:
        given |= _optimizer(config.get("optimizer"), remarks)
        given["losses"] = {name: _word(each, remarks) for name, each in _by_output(config["loss"], outputs).items()}
        given["metrics"] = {
            name: [_word(one, remarks) for one in (each if isinstance(each, list) else [each])]
            for name, each in _by_output(config["metrics"], outputs, of_lists=True).items()
        }
        weights = _by_output(config["loss_weights"], outputs)
        given["loss_weights"] = {name: float(each) for name, each in weights.items()}
    try:
        return TrainingSettings.from_json(given), remarks
    except (ValueError, TypeError) as error:
        return TrainingSettings(), [*remarks, f"The training settings of the script are not kept: {error}"]


def _by_output(value: Any, outputs: list[str], of_lists: bool = False) -> dict[str, Any]:
    """Return what is given for each output: in a dict, in a list, or once for all."""
    if value is None or value == [] or not outputs:
        return {}
    if isinstance(value, dict) and "class_name" not in value:
        return {name: each for name, each in value.items() if name in outputs and each is not None}
    if isinstance(value, list) and not (of_lists and len(outputs) == 1):
        return {name: each for name, each in zip(outputs, value, strict=False) if each is not None}
    return dict.fromkeys(outputs, value)


def _word(value: Any, remarks: list[str]) -> str:
    """Return the name of a loss or metric; settings of its own are not kept."""
    if not isinstance(value, dict):
        return str(value)
    name = to_snake_case(value["class_name"])
    if value["config"].get("from_logits"):
        value, name = {**value, "config": {**value["config"], "from_logits": False}}, f"{name} from logits"
    family = "loss" if str(value.get("module")).endswith("losses") else "metric"
    plain = deserialize(value, family).__class__().get_config()
    if any(plain.get(key) != each for key, each in value["config"].items() if key != "name"):
        remarks.append(f"The settings of the {family} '{name}' are not kept; it is used with its usual ones.")
    return name


def _optimizer(entry: Any, remarks: list[str]) -> dict[str, Any]:
    if not isinstance(entry, dict):
        return {} if entry is None else {"optimizer": str(entry)}
    name, config = str(entry["class_name"]).lower(), entry["config"]
    usual = deserialize(entry, "optimizer").__class__().get_config()
    rate = config.get("learning_rate")
    others = [key for key in config if key not in ("learning_rate", "name") and config[key] != usual.get(key)]
    if others or isinstance(rate, dict):
        kept_not = ", ".join([*others, *(["the learning rate's schedule"] if isinstance(rate, dict) else [])])
        remarks.append(f"Of the optimizer '{name}', {kept_not} is not kept.")
    if isinstance(rate, int | float) and rate != usual.get("learning_rate"):
        return {"optimizer": name, "learning_rate": rate}
    return {"optimizer": name}
