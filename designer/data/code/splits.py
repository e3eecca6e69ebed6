"""Splits as Python: the same seed shares the same rows out as in the window."""

from __future__ import annotations

from designer.data.dataset import Dataset
from designer.data.steps import Holdout, Split

CUT = '''
rng = np.random.default_rng({seed})


def cut(rows, share, labels=None):
    """Return a share of the rows, drawn at random (of every class alike, given labels), and the others."""
    order = rng.permutation(len(rows))
    groups = [order] if labels is None else [order[labels[order] == each] for each in np.unique(labels)]
    taken = np.concatenate([group[: round(len(group) * share)] for group in groups])
    return rows[taken], np.delete(rows, taken)


test, rest = cut(np.arange({num}), {test:g}{labels})
validation, train = cut(rest, {validation}{rest_labels})
train, validation, test = rng.permutation(train), rng.permutation(validation), rng.permutation(test)
'''

GROUPS = '''
# Whole groups are shared out: nobody is in two parts. In the training part they follow one another.
names, number, counts = np.unique(group, return_inverse=True, return_counts=True)


def whole_groups(groups, wanted):
    """Return groups with about so many rows together, each that still fits, and the others."""
    taken, left = [], []
    for each in groups:
        fits = counts[each] <= wanted
        (taken if fits else left).append(each)
        wanted -= counts[each] * fits
    smallest = min(left, key=lambda each: counts[each])
    if len(left) > 1 and (not taken or counts[smallest] < 2 * wanted):
        left.remove(smallest)
        taken.append(smallest)
    return taken, left


test, train = whole_groups(np.random.default_rng({seed}).permutation(len(names)), {test:g} * len(group))
{validation}
train = np.concatenate([np.flatnonzero(number == each) for each in train])
test = np.flatnonzero(np.isin(number, test))
'''

TIME = """
# The latest rows are for the test, those before them for validation.
order = {order}
end = len(order) - round(len(order) * {test:g})
start = end - round(len(order) * {validation:g})
train, validation, test = order[:start], order[start:end], order[end:]
"""

IN_FILE_ORDER = """
# Blocks of neighbouring rows in a random order, as when they are read from the disk.
blocks = np.array_split(np.sort(train), 1000)
train = np.concatenate([blocks[at] for at in np.random.default_rng({seed}).permutation(1000)])
validation, test = np.sort(validation), np.sort(test)
"""


HALVES = """
test, rest = cut(np.arange(len(x)), {test:g}{labels})
train, test = rest[rng.permutation(len(rest))], rng.permutation(test)
"""


def in_two(test: float, labels: str = "") -> str:
    """Return the split that data get which come without a recipe."""
    head = CUT[: CUT.index("test, rest")].format(seed=0).strip("\n")
    return f"{head}\n\n{HALVES.format(test=test, labels=f', {labels}' if labels else '')}".rstrip("\n")


def at_random(split: Split, num: str, labels: str = "") -> str:
    """Return the split at random; `labels` is the variable whose classes keep their shares."""
    return CUT.format(
        seed=split.seed,
        num=num,
        test=split.test,
        validation=f"{split.validation:g} / (1 - {split.test:g})" if split.validation else "0.0",
        labels=f", {labels}" if labels else "",
        rest_labels=f", {labels}[rest]" if labels else "",
    ).strip("\n")


def held_out(holdout: Holdout, labels: str, num: str = "len(x)") -> str:
    """Return the split of a training part, of so many samples, whose test part came with it."""
    head = CUT[: CUT.index("test, rest")].format(seed=holdout.seed).strip("\n")
    first, second = (f", {labels}", f", {labels}[rest]") if labels else ("", "")
    tail = f"""
_, rest = cut(np.arange({num}), 0.0{first})
validation, train = cut(rest, {holdout.validation:g}{second})
train, validation = rng.permutation(train), rng.permutation(validation)
"""
    return f"{head}\n\n{tail}".rstrip("\n")


def by_group(split: Split, dataset: Dataset) -> str:
    """Return the split of the groups in the variable `group`."""
    validation = ""
    if dataset.validation_inputs:
        validation = (
            f"validation, train = whole_groups(train, {split.validation:g} * len(group))\n"
            "validation = np.flatnonzero(np.isin(number, validation))"
        )
    return (
        GROUPS.format(seed=split.seed, test=split.test, validation=validation)
        .strip("\n")
        .replace("\n\ntrain", "\ntrain")
    )


def in_time(split: Split, order: str) -> str:
    """Return the split of rows whose order is an expression."""
    return TIME.format(order=order, test=split.test, validation=split.validation).strip("\n")
