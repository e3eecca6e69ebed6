"""Folders with one subfolder for each class: pictures, or texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from designer.data import leaks
from designer.data.augmenting import check_augmentation
from designer.data.dataset import Dataset, Fact
from designer.data.errors import DataError
from designer.data.picture_files import about, check_all, read_all, reader
from designer.data.progress import Report
from designer.data.recipe import Reference, Step
from designer.data.scaling import Scaling, divided_by
from designer.data.splitting import Order, Parts, at_random
from designer.data.steps import Augment, Picture, Split, Words
from designer.data.stored import StoredRows
from designer.data.text_source import open_text
from designer.data.words import Vocabulary

PICTURES = (".bmp", ".gif", ".jpeg", ".jpg", ".png")
TEXTS = (".txt",)
PICTURE_STEPS: tuple[type[Step], ...] = (Picture, Split, Augment)
TEXT_STEPS: tuple[type[Step], ...] = (Split, Words)
MOST_BYTES = 512 << 20  # of pictures in memory; more are read again in every epoch


@dataclass(frozen=True)
class Files:
    """The files of a folder with the number of the class of each."""

    paths: list[Path]
    labels: NDArray[np.int32]
    class_names: tuple[str, ...]


def load_folder(path: Path, reference: Reference, report: Report) -> Dataset:
    """Read a folder of pictures or texts, whichever is in it."""
    if holds(path, PICTURES):
        return _pictures(path, find_files(path, PICTURES), reference, report)
    return _texts(path, find_files(path, TEXTS), reference, report)


def holds(path: Path, endings: tuple[str, ...]) -> bool:
    """Say whether a folder has such files in the folders inside it."""
    return any(file.suffix.lower() in endings for folder in _folders(path) for file in folder.rglob("*"))


def find_files(path: Path, endings: tuple[str, ...]) -> Files:
    """Return the files by class; a class is a folder."""
    found = {
        folder.name: sorted(each for each in folder.rglob("*") if each.suffix.lower() in endings)
        for folder in _folders(path)
    }
    found = {name: files for name, files in found.items() if files}
    what = "pictures" if endings is PICTURES else "pictures or texts"
    if not found:
        raise DataError(
            f"The folder {path.name} holds no {what} in folders of their own. Make a folder for each class and put its "
            f"files ({', '.join((*PICTURES, *TEXTS))}) there."
        )
    if len(found) == 1:
        raise DataError(
            f"The folder {path.name} has one class only, '{next(iter(found))}': there is nothing to tell apart. Make a "
            "folder for each class."
        )
    labels = np.repeat(np.arange(len(found), dtype=np.int32), [len(files) for files in found.values()])
    return Files([file for files in found.values() for file in files], labels, tuple(found))


def _folders(path: Path) -> list[Path]:
    try:
        return sorted(each for each in path.iterdir() if each.is_dir() and not each.name.startswith("."))
    except OSError as error:
        raise DataError(f"The folder {path} cannot be opened: {error.strerror or error}.") from None


# ---- pictures -----------------------------------------------------------------------------------------------


def _pictures(path: Path, files: Files, reference: Reference, report: Report) -> Dataset:
    picture, augment = reference.step(Picture), reference.step(Augment)
    sample = (picture.height, picture.width, 3 if picture.colours == "rgb" else 1)
    augmentation = check_augmentation(augment.layers or (), sample)
    shape = (len(files.paths), *sample)
    if np.prod(shape, dtype=np.int64) <= MOST_BYTES // 4:  # float32 takes four bytes for each
        looked = read_all(path.name, files.paths, picture, report)
    else:
        looked = check_all(path.name, files.paths, report)
    left_out = [files.paths[row] for row in looked.broken]
    files = Files([files.paths[row] for row in looked.sound], files.labels[looked.sound], files.class_names)
    pixels: NDArray | StoredRows | None = looked.pixels
    if pixels is None:
        pixels = StoredRows(reader(files.paths, picture), (len(files.paths), *sample), np.uint8)
    parts = _parts(files, reference.step(Split))
    facts = [Fact("Read", f"{len(files.paths):,} pictures in {len(files.class_names)} folders")]
    made = _dataset(
        path, files, parts, pixels, divided_by(255), augmentation, (*facts, *_steps(PICTURE_STEPS, reference))
    )
    names = tuple(each.relative_to(path).as_posix() for each in left_out)
    warnings = (*made.warnings, *([about(names, shape[0])] if names else []))
    return replace(made, left_out=names, warnings=warnings, has_deep_pixels=looked.is_deep)


# ---- texts --------------------------------------------------------------------------------------------------


def _texts(path: Path, files: Files, reference: Reference, report: Report) -> Dataset:
    texts = []
    for number, file in enumerate(files.paths):
        texts.append(_text_in(file))
        report(f"Reading {path.name}", number, len(files.paths))
    parts = _parts(files, reference.step(Split))
    vocabulary = Vocabulary.of((texts[row] for row in parts.training), reference.step(Words))
    rows, scaling = vocabulary.encode(texts), vocabulary.scaling
    steps = [Fact("Read", f"{len(texts):,} texts in {len(files.class_names)} folders")]
    return _dataset(path, files, parts, rows, scaling, (), (*steps, *_steps(TEXT_STEPS, reference)))


def _text_in(file: Path) -> str:
    if not file.stat().st_size:
        return ""  # nobody wrote anything, which is an opinion, too
    with open_text(file) as (stream, _, _):
        return stream.read()


# ---- both ---------------------------------------------------------------------------------------------------


def _parts(files: Files, split: Split) -> Parts:
    if split.method in ("group", "time"):
        raise DataError(f"Files in folders have no {split.method}; split them at random or stratified.")
    labels = None if split.method == "random" else files.labels
    parts = at_random(len(files.labels), labels, split.test, split.validation, split.seed)
    missing = np.setdiff1d(np.arange(len(files.class_names)), files.labels[parts.training])
    if len(missing):
        raise DataError(
            f"The class '{files.class_names[missing[0]]}' has too few files to have one in the training part."
        )
    return parts


def _dataset(
    path: Path,
    files: Files,
    parts: Parts,
    values: NDArray | StoredRows,
    scaling: Scaling,
    augmentation: tuple[dict, ...],
    steps: tuple[Fact, ...],
) -> Dataset:
    def take(rows: Order) -> tuple[dict[str, NDArray], dict[str, NDArray]]:
        return {"x": _part(values, rows, scaling)}, {"class": files.labels[rows]}

    training, test = take(parts.training), take(parts.test)
    validation = take(parts.validation) if len(parts.validation) else ({}, {})
    return Dataset(
        path.name,
        "classification",
        *(*training, *test),
        class_names=files.class_names,
        input_scaling={"x": scaling},
        validation_inputs=validation[0],
        validation_targets=validation[1],
        augmentation=augmentation,
        steps=steps,
        warnings=tuple(text for text in [leaks.duplicates(training[0], test[0])] if text),
    )


def _part(values: NDArray | StoredRows, rows: Order, scaling: Scaling) -> NDArray:
    if isinstance(values, np.ndarray):
        return values[rows] if values.dtype == np.int32 else scaling.apply(values[rows])
    return values.at(rows).mapped(scaling.apply)  # type: ignore[return-value]


def _steps(steps: tuple[type[Step], ...], reference: Reference) -> list[Fact]:
    return [Fact(step.title, reference.step(step).sentence()) for step in steps]
