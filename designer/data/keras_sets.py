"""The data sets of `keras.datasets`: found in the cache or in a file of the user's, else offered for download."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.data import leaks
from designer.data.augmenting import check_augmentation
from designer.data.dataset import Dataset, Fact, Task
from designer.data.errors import AbsentError, DataError
from designer.data.progress import Report
from designer.data.ranked_words import RankedWords
from designer.data.recipe import Reference, Step
from designer.data.scaling import Scaling, divided_by, standardised
from designer.data.splitting import at_random
from designer.data.steps import Augment, File, Holdout, Subset, Words
from nn_core import datasets
from nn_core.utils.download import DownloadError
from nn_core.utils.file_hash import hash_name
from nn_core.utils.pad_sequences import pad_sequences
from nn_core.utils.remote_file import RemoteFile, cache_folder

_CLOTHES = ("T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot")
_THINGS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
PICTURES: tuple[type[Step], ...] = (File, Subset, Holdout, Augment)
TEXTS: tuple[type[Step], ...] = (File, Subset, Holdout, Words)
NUMBERS: tuple[type[Step], ...] = (File, Subset, Holdout)
_INDEX_FROM = 3  # as in the engine: 0 padding, 1 start, 2 unknown


@dataclass(frozen=True)
class KerasSet:
    """A set: its module, what it is about, the steps of its recipe, and the names of its classes if they are known."""

    module: ModuleType
    title: str
    description: str
    steps: tuple[type[Step], ...]
    class_names: tuple[str, ...] = ()
    num_files: int | None = None  # those without which it cannot be read, counted from the first

    @property
    def files(self) -> tuple[RemoteFile, ...]:
        """The files that must be there."""
        return self.module.FILES[: self.num_files]


SETS = {
    "mnist": KerasSet(datasets.mnist, "MNIST", "70,000 handwritten digits, 28×28: which digit is it?", PICTURES),
    "fashion_mnist": KerasSet(
        datasets.fashion_mnist,
        "Fashion-MNIST",
        "70,000 pictures of clothes, 28×28, in ten classes.",
        PICTURES,
        _CLOTHES,
    ),
    "cifar10": KerasSet(
        datasets.cifar10, "CIFAR-10", "60,000 small photographs, 32×32, in ten classes.", PICTURES, _THINGS
    ),
    "cifar100": KerasSet(datasets.cifar100, "CIFAR-100", "60,000 small photographs in a hundred classes.", PICTURES),
    "imdb": KerasSet(
        datasets.imdb, "IMDB", "50,000 reviews of films: praise or blame?", TEXTS, ("negative", "positive"), 1
    ),
    "reuters": KerasSet(
        datasets.reuters,
        "Reuters",
        "11,228 short news of 1987: which of 46 topics?",
        TEXTS,
        tuple(datasets.reuters.TOPICS.split()),
        1,
    ),
    "boston_housing": KerasSet(
        datasets.boston_housing, "Boston housing", "506 districts of 1978: what does a house cost?", NUMBERS
    ),
    "california_housing": KerasSet(
        datasets.california_housing, "California housing", "20,640 districts of 1990: what does a house cost?", NUMBERS
    ),
}


def load_keras_set(name: str, reference: Reference, report: Report) -> Dataset:
    """Read a set from the cache, or from the file that the recipe names; AbsentError if it is not there."""
    found = SETS[name]
    path = reference.step(File).path
    report(f"Reading {found.title}", 0, None)
    if path is None and (absent := absent_files(found)):
        raise AbsentError(_where_to_put(found, absent), name)
    path = path or _checked_place(found, name)
    try:
        (x, y), (x_test, y_test) = found.module.load_data(**_arguments(found, path, reference))
    except FileNotFoundError:
        raise DataError(f"The file {path} is no longer there. Choose another one, or use the cache.") from None
    except (ValueError, OSError) as error:
        raise DataError(f"{' '.join(str(error).split()).rstrip('.')}.") from None
    train, test = _drawn(len(x), len(x_test), reference.step(Subset), reference.step(Holdout).seed)
    return _dataset(found, reference, (x[train], y[train], x_test[test], y_test[test]))


def places(name: str) -> list[Path]:
    """Return where the files of a set belong, and where older programs keep them."""
    return [
        cache_folder(file.cache_subdir) / each for file in SETS[name].files for each in (file.name, *file.other_names)
    ]


def other_file(name: str) -> Path | None:
    """Return the file in the cache that was found to be another one than the set's, if it is still there."""
    place = _others.get(name)
    return place if place is not None and place.is_file() else None


_others: dict[str, Path] = {}  # what the last reading found; looking again takes too long for a window


def _checked_place(found: KerasSet, name: str) -> str | None:
    """Return the file of the set, so that nobody looks for it on the internet; DataError if it is another one."""
    _others.pop(name, None)
    for file in found.files:
        places = [cache_folder(file.cache_subdir) / each for each in (file.name, *file.other_names)]
        present = [place for place in places if place.is_file()]
        right = next((place for place in present if file.is_at(place)), None)
        if right is None:
            _others[name] = present[0]
            raise DataError(
                f"{found.title}: the file {present[0]} is not the one that Keras has, its "
                f"{hash_name(file.file_hash or '')} differs. Download it again, use it anyway, or choose another."
            )
        if len(found.files) == 1:
            return str(right)
    return None


def absent_files(found: KerasSet) -> list[RemoteFile]:
    """Return the files that are not in the cache (by name; their content is proven when they are downloaded)."""
    names: Callable[[RemoteFile], tuple[str, ...]] = lambda file: (file.name, *file.other_names)  # noqa: E731
    return [
        file
        for file in found.files
        if not any((cache_folder(file.cache_subdir) / name).is_file() for name in names(file))
    ]


def download(name: str, report: Report) -> None:
    """Fetch what is not there; what `report` raises ends it, and a later try goes on from there."""
    other = other_file(name)
    for file in SETS[name].files if other else absent_files(SETS[name]):
        told = _Told(report, file)
        try:
            file.fetch(cache_folder(file.cache_subdir) / file.name, told.on_progress, told.on_wait)
        except DownloadError as error:
            raise DataError(str(error)) from None


class _Told:
    """Reports how far a file is; while the server says nothing the same again, so that one can give it up."""

    def __init__(self, report: Report, file: RemoteFile) -> None:
        self._report, self._file = report, file
        self._done, self._total = 0, file.size

    def on_progress(self, done: int, total: int | None) -> None:
        self._done, self._total = done, total or self._file.size
        self.on_wait()

    def on_wait(self) -> None:
        self._report(f"Downloading {self._file.name}", self._done, self._total)


def download_size(name: str) -> int:
    """Return the bytes that a download would bring, as far as known."""
    return sum(file.size or 0 for file in (SETS[name].files if other_file(name) else absent_files(SETS[name])))


def _where_to_put(found: KerasSet, absent: list[RemoteFile]) -> str:
    first = absent[0]
    more = f" and {len(absent) - 1} more files" if len(absent) > 1 else ""
    return (
        f"{found.title} is not on this computer yet: download it here, or fetch {first.origin}{more} by other means "
        f"and put it into {cache_folder(first.cache_subdir)}{os.sep} as {first.name}, or choose a file you have."
    )


def _arguments(found: KerasSet, path: str | None, reference: Reference) -> dict[str, Any]:
    arguments: dict[str, Any] = {} if path is None else {"path": str(Path(path))}
    if Words in found.steps:
        arguments["num_words"] = reference.step(Words).num_words
    return arguments


def _drawn(num: int, num_test: int, subset: Subset, seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the rows to use: shuffled, so that the end of the training part can serve for validation."""
    random = np.random.default_rng(seed)
    wanted = min(num, subset.samples or num)
    wanted_test = max(1, round(num_test * wanted / num))
    return random.permutation(num)[:wanted], np.sort(random.permutation(num_test)[:wanted_test])


def _dataset(found: KerasSet, reference: Reference, arrays: tuple[Any, Any, Any, Any]) -> Dataset:
    x, y, x_test, y_test = arrays
    holdout = reference.step(Holdout)
    task: Task = "classification" if found.steps is not NUMBERS else "regression"
    names = found.class_names or tuple(str(n) for n in range(int(y.max()) + 1)) if task == "classification" else ()
    y, y_test, target_scaling = _targets(task, y, y_test)
    x, x_test, scaling = _inputs(found, reference, x, x_test)
    parts = at_random(len(x), y if task == "classification" else None, 0.0, holdout.validation, holdout.seed) \
        if holdout.validation else None  # fmt: skip
    training = slice(None) if parts is None else parts.training
    channels = x.shape[1:] if x.ndim == 4 else (*x.shape[1:], 1)
    augmentation = reference.step(Augment).layers or () if Augment in found.steps else ()
    return Dataset(
        found.title,
        task,
        {"x": x[training]},
        {"y": y[training]},
        {"x": x_test},
        {"y": y_test},
        class_names=names,
        description=found.description,
        input_scaling={"x": scaling},
        target_scaling={"y": target_scaling},
        validation_inputs={} if parts is None else {"x": x[parts.validation]},
        validation_targets={} if parts is None else {"y": y[parts.validation]},
        augmentation=check_augmentation(augmentation, channels),
        steps=tuple(Fact(step.title, reference.step(step).sentence()) for step in found.steps),
        warnings=_warnings(x, x_test) if len(x) <= 30_000 else (),
    )


def _warnings(x: NDArray, x_test: NDArray) -> tuple[str, ...]:
    return tuple(text for text in [leaks.duplicates({"x": x}, {"x": x_test})] if text)


def _inputs(found: KerasSet, reference: Reference, x: Any, x_test: Any) -> tuple[NDArray, NDArray, Scaling]:
    if found.steps is TEXTS:
        words = reference.step(Words)
        padded = [
            pad_sequences(each, words.length, padding=words.padding, truncating=words.padding) for each in (x, x_test)
        ]
        text = f"word numbers below {words.num_words:,}; 0: padding, 1: start, 2: unknown"
        return padded[0], padded[1], RankedWords(found.module, words).scaling(text)
    scaling = divided_by(255) if x.dtype == np.uint8 else standardised(x)
    return scaling.apply(x), scaling.apply(x_test), scaling


def _targets(task: Task, y: NDArray, y_test: NDArray) -> tuple[NDArray, NDArray, Scaling]:
    if task == "classification":
        return y.ravel().astype(np.int32), y_test.ravel().astype(np.int32), Scaling()
    scaling = standardised(y[:, None], "the target")
    return scaling.apply(y[:, None]), scaling.apply(y_test[:, None]), scaling
