"""The steps of recipes: reading, columns, gaps, scaling, words, windows, pictures, parts, changes for training."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from designer.data.recipe import Step
from nn_core.spec.kinds import Kind
from nn_core.spec.params import param


class Reading(Step):
    """How the text of the file is to be understood; left open, it is found out."""

    title = "Read"
    encoding: str | None = param(default=None, help="Such as utf-8, cp1252 or utf-16; found out if empty.")
    separator: str | None = param(default=None, help="What stands between two values; found out if empty.")
    has_header: bool | None = param(
        default=None, help="Whether the first line holds the names of the columns; half a tick: it is found out."
    )
    bad_lines: Literal["refuse", "leave out"] = param(
        default="refuse", help="What is done with lines that have more or fewer values than the first."
    )

    def sentence(self) -> str:
        chosen = [f"{name} {value!r}" for name, value in (("encoding", self.encoding), ("separator", self.separator))
                  if value]  # fmt: skip
        if self.has_header is not None:
            chosen.append("names in the first line" if self.has_header else "no line with names")
        if self.bad_lines == "leave out":
            chosen.append("without lines of another length")
        return ", ".join(chosen) or "encoding, separator and names found out"


class Columns(Step):
    """What each column is and what it is for; chosen in the table of columns."""

    title = "Columns"
    roles: Annotated[Any, Kind()] = param(default=None, help="By column: input, target, group or ignored.")
    kinds: Annotated[Any, Kind()] = param(default=None, help="By column: number, category or text.")
    inputs: Annotated[Any, Kind()] = param(default=None, help="By column: the input of the model it belongs to.")

    def sentence(self) -> str:
        return "as set in the table" if self.roles or self.kinds or self.inputs else "inputs and target found out"


class Gaps(Step):
    """What is done where a value is missing."""

    title = "Missing values"
    numbers: Literal["mean", "median", "zero", "drop row"] = param(
        default="mean", help="What stands for a missing number; mean and median are those of the training part."
    )

    def sentence(self) -> str:
        if self.numbers == "drop row":
            return "rows with a gap are left out"
        of = "" if self.numbers == "zero" else " of the training part"
        return f"{self.numbers}{of} for numbers, a class of their own for categories"


class Scale(Step):
    """How numbers are brought into the range in which networks learn well."""

    title = "Scale"
    method: Literal["standardise", "0 to 1", "none"] = param(
        default="standardise", help="Mean 0 and spread 1, or the range 0 to 1, as measured on the training part."
    )
    target: bool = param(default=True, help="Whether a number to predict is scaled, too; it is shown in its own units.")

    def sentence(self) -> str:
        if self.method == "none":
            return "numbers as they are"
        target = " the target too" if self.target else " not the target"
        return f"{self.method}, fitted on the training part only;{target}"


class Encode(Step):
    """How categories become numbers."""

    title = "Categories"
    method: Literal["one-hot", "index"] = param(
        default="one-hot", help="A column of 0 and 1 for each category, or its number for an embedding."
    )

    def sentence(self) -> str:
        return "one-hot" if self.method == "one-hot" else "numbers from 1, an input for each column; 0 is unknown"


class Words(Step):
    """How texts become whole numbers of equal count."""

    title = "Tokenise and pad"
    num_words: int = param(default=10_000, minimum=3, maximum=1_000_000, help="Rarer words are unknown.")
    length: int = param(default=200, minimum=1, maximum=100_000, help="Words of a text that count; shorter are padded.")
    padding: Literal["pre", "post"] = param(default="pre", help="At which end zeros are added and words are cut.")

    def sentence(self) -> str:
        return f"{self.num_words:,} commonest words of the training part, {self.length} a text, padded {self.padding}"


class Window(Step):
    """Windows that slide over a series: some moments are seen, a later one is to be predicted."""

    title = "Windows"
    length: int = param(default=0, minimum=0, maximum=100_000, help="Moments in a window; 0: rows are no series.")
    ahead: int = param(default=1, minimum=1, maximum=10_000, help="How many moments later the target is.")
    stride: int = param(default=1, minimum=1, maximum=10_000, help="Moments between the beginnings of two windows.")

    def sentence(self) -> str:
        return f"{self.length} moments, target {self.ahead} later" if self.length else "rows are samples of their own"


class Characters(Step):
    """Pieces of a long text: some characters are seen, the next one is to be predicted."""

    title = "Windows"
    length: int = param(default=40, minimum=1, maximum=10_000, help="Characters in a window.")
    stride: int = param(default=3, minimum=1, maximum=10_000, help="Characters between the beginnings of two windows.")

    def sentence(self) -> str:
        return f"{self.length} characters, the next one is the target; a window every {self.stride}"


class Picture(Step):
    """To what size and colours pictures are brought."""

    title = "Resize"
    height: int = param(default=64, minimum=1, maximum=4096, help="Height in pixels.")
    width: int = param(default=64, minimum=1, maximum=4096, help="Width in pixels.")
    colours: Literal["rgb", "grayscale"] = param(default="rgb", help="Three channels or one.")
    fit: Literal["stretch", "crop", "pad"] = param(default="crop", help="What to do with other proportions.")

    def sentence(self) -> str:
        return f"{self.height}×{self.width}, {self.colours}, {self.fit}; divided by 255"


class File(Step):
    """A file of the user's that takes the place of the one in the cache."""

    title = "File"
    path: str | None = param(default=None, help="The file to read instead of that in the cache of Keras.")

    def sentence(self) -> str:
        return self.path or "in the cache of Keras"


class Arrays(Step):
    """Which arrays of a file hold the samples and the targets."""

    title = "Arrays"
    samples: str | None = param(default=None, help="Path of the array with the samples, such as train/images.")
    targets: str | None = param(default=None, help="Path of the array with the targets, such as train/labels.")

    def sentence(self) -> str:
        return f"samples {self.samples or 'found out'}, targets {self.targets or 'found out'}"


class Subset(Step):
    """How much of a large set is used."""

    title = "Subset"
    samples: int | None = param(default=None, minimum=10, help="Training samples to use, drawn at random; empty: all.")

    def sentence(self) -> str:
        return f"{self.samples:,} training samples, and as many for the test in proportion" if self.samples else "all"


class Split(Step):
    """How the samples are shared out; the test part is sealed until the evaluation."""

    title = "Split"
    method: Literal["automatic", "stratified", "random", "group", "time"] = param(
        default="automatic",
        help="Every class in proportion; at random; whole groups together; the latest for the test.",
    )
    test: float = param(default=0.2, minimum=0.01, maximum=0.9, help="Share held back for the test.")
    validation: float = param(
        default=0.0, minimum=0.0, maximum=0.9, help="Share for validation; 0: taken off as the training is set."
    )
    seed: int = param(default=0, minimum=0, maximum=2**31, help="The same seed gives the same parts.")

    def sentence(self) -> str:
        validation = f", {self.validation:.0%} validation" if self.validation else ""
        return f"{self.method}: {self.test:.0%} test{validation}, seed {self.seed}"


class Holdout(Step):
    """A validation part; the test part comes with the data and is sealed until the evaluation."""

    title = "Split"
    validation: float = param(
        default=0.0, minimum=0.0, maximum=0.9, help="Share for validation; 0: taken off as the training is set."
    )
    seed: int = param(default=0, minimum=0, maximum=2**31, help="The same seed gives the same parts.")

    def sentence(self) -> str:
        return f"test part as published, {f'{self.validation:.0%}' if self.validation else 'no own'} validation part"


class Augment(Step):
    """Random changes to the pictures, drawn anew for every batch of the training part, and for no other part."""

    title = "Augment"
    layers: Annotated[Any, Kind()] = param(default=None, help="The changes, in order: class_name and config of each.")

    def sentence(self) -> str:
        names = [str(each.get("class_name")) for each in self.layers or ()]
        return f"{', '.join(names)}; training part only" if names else "none"
