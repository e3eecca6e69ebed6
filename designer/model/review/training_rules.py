"""Rules about how a model is to be trained."""

from __future__ import annotations

from collections.abc import Iterator

from designer.model.review.design import Design
from designer.model.review.ideas import training_with
from designer.model.review.rule import Finding, rule
from nn_core.spec import registry

SMALL_BATCH = 8


def own_learning_rate(optimizer: str) -> float | None:
    """Return the learning rate an optimizer has by itself."""
    cls = registry.find("optimizer", optimizer)
    each = getattr(cls, "parameters", {}).get("learning_rate")
    return float(each.default) if each is not None and isinstance(each.default, int | float) else None


@rule(
    "hint",
    "The mean and the spread of so few samples are mostly chance, and so is what the normalisation makes of them.",
    training_with("Set the batch size to 32", batch_size=32),
)
def small_batch(design: Design) -> Iterator[Finding]:
    """Normalisation by batches of a few samples."""
    found = design.having("batch_normalization")
    if found and design.settings.batch_size < SMALL_BATCH:
        text = f"{design.name(found[0])} normalises by batches of {design.settings.batch_size} samples."
        yield tuple(found), text, "Use batches of at least 16."


@rule(
    "warning",
    "Each step goes too far and lands beyond the lowest place: the loss jumps about or becomes nan.",
    training_with("Use the optimizer's own learning rate", learning_rate=None),
)
def high_learning_rate(design: Design) -> Iterator[Finding]:
    """Steps much larger than the optimizer is made for."""
    given, own = design.settings.learning_rate, own_learning_rate(design.settings.optimizer)
    if given is not None and own is not None and given > 10 * own and design.nodes:
        text = f"The learning rate {given:g} is {given / own:,.0f} times that of {design.settings.optimizer} ({own:g})."
        yield (), text, "Begin with the optimizer's own."


@rule(
    "hint",
    "Each step is so small that training takes for ever, or stops in the first hollow it finds.",
    training_with("Use the optimizer's own learning rate", learning_rate=None),
)
def low_learning_rate(design: Design) -> Iterator[Finding]:
    """Steps much smaller than the optimizer is made for."""
    given, own = design.settings.learning_rate, own_learning_rate(design.settings.optimizer)
    if given is not None and own is not None and given < own / 1000 and design.nodes:
        text = f"The learning rate {given:g} is far below that of {design.settings.optimizer} ({own:g})."
        yield (), text, "Begin with the optimizer's own."


@rule(
    "hint",
    "Without samples held back nobody sees whether the model understands or only remembers.",
    training_with("Hold back 20% for validation", validation_split=0.2),
)
def no_validation(design: Design) -> Iterator[Finding]:
    """Nothing is held back."""
    if design.settings.validation_split == 0:
        yield (), "The validation split is 0.", "Hold back 10% to 20%."


@rule(
    "warning",
    "A callback acts when a value of the validation no longer improves, and without validation there is none.",
    training_with("Hold back 20% for validation", validation_split=0.2),
    training_with("Switch callbacks off", callbacks=()),
)
def stopping_blindly(design: Design) -> Iterator[Finding]:
    """A callback that watches the validation where nothing is held back."""
    if design.settings.validation_split > 0:
        return
    for card in design.settings.callbacks:
        declared = getattr(registry.find("callback", card.class_name), "parameters", {}).get("monitor")
        watched = str(card.config.get("monitor", declared.default if declared else ""))
        if card.is_on and watched.startswith("val_"):
            yield (), f"{card.class_name} watches {watched}, but the validation split is 0.", "Hold some back."
            return


@rule(
    "hint",
    "Data often come in order, class by class. Without shuffling the model sees one class at a time and forgets the "
    "others.",
    training_with("Shuffle the samples", shuffle=True),
)
def not_shuffled(design: Design) -> Iterator[Finding]:
    """Samples in the order of the file."""
    if not design.settings.shuffle and not any(design.value(id, "stateful") for id in design.nodes):
        yield (), "The samples are not shuffled.", "Shuffle them before every epoch."


@rule(
    "hint",
    "All samples in one step give one step in an epoch; smaller batches give many, and their noise even helps.",
    training_with("Set the batch size to 32", batch_size=32),
)
def one_batch(design: Design) -> Iterator[Finding]:
    """A batch as large as the data."""
    data, size = design.data, design.settings.batch_size
    if data is not None and size >= data.num_samples and data.num_samples > 32:
        yield (), f"One batch of {size:,} takes in all {data.num_samples:,} samples.", "Use smaller batches."
