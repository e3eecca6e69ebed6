"""Numbers recorded from real Keras: cases to compute again and compare.

    @pytest.mark.parametrize("case", cases("activations"), ids=str)
    def test_something(case):
        y = activations.get(case.meta["function"])(case.arrays["in_0"], **case.meta["kwargs"])
        assert differences({"out_0": y}, case) == []

Each area is one file in data/golden, written by data/make_golden.py.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parent / "data" / "golden"

# beginnings of the names of arrays that a case expects as results; every other array is something to compute with
RESULTS = (
    *("out_", "din_", "dw_", "wafter_", "outmask_", "reg_loss", "result_"),
    *("after_", "final_", "hist_", "eval_", "pred_"),
)


@dataclass(frozen=True, eq=False)
class Case:
    """One case: what to make (`meta`) and the arrays that go in and should come out."""

    area: str
    name: str
    meta: dict[str, Any]
    arrays: dict[str, Any]

    def __str__(self) -> str:
        return self.name

    def listed(self, prefix: str) -> list[Any]:
        """Return prefix_0, prefix_1 … as a list: listed("in"), listed("w"), listed("ct"), listed("mask")."""
        numbers = sorted(int(n) for key in self.arrays if (n := key.removeprefix(f"{prefix}_")).isdigit())
        return [self.arrays[f"{prefix}_{n}"] for n in numbers]

    @property
    def expected(self) -> dict[str, Any]:
        """The results, by name."""
        return {name: array for name, array in self.arrays.items() if name.startswith(RESULTS)}

    def call_arguments(self) -> tuple[list[Any], dict[str, Any]]:
        """Return args and kwargs of the recorded call, with the arrays in their places."""
        call = self.meta.get("call", {"args": ["@in_0"], "kwargs": {}})
        return self._with_arrays(call["args"]), self._with_arrays(call["kwargs"])

    def _with_arrays(self, value: Any) -> Any:
        if isinstance(value, str) and value.startswith("@"):
            return self.arrays[value[1:]]
        if isinstance(value, list):
            return [self._with_arrays(each) for each in value]
        return {k: self._with_arrays(v) for k, v in value.items()} if isinstance(value, dict) else value

    def write_files(self, folder: Path) -> dict[str, Path]:
        """Write the files that belong to the case (area "files"); return their paths by kind."""
        paths = {kind: folder / name for kind, name in self.meta["files"].items()}
        for kind, path in paths.items():
            path.write_bytes(self.arrays[f"file_{kind}"].tobytes())
        return paths


def cases(area: str, class_name: str | None = None) -> list[Case]:
    """Return the cases of an area (of one class)."""
    path = FOLDER / f"{area}.npz"
    if not path.is_file():
        raise FileNotFoundError(f"There are no recorded cases for {area!r}; data/make_golden.py writes them.")
    found = _read(path)
    return [case for case in found if class_name in (None, case.meta.get("class_name"))]


def _read(path: Path) -> Iterator[Case]:
    with np.load(path) as packed:
        numbers = {dtype: packed[dtype] for dtype in packed.files if dtype != "index"}
        index = json.loads(packed["index"].tobytes())
    for entry in index:
        arrays = {name: _unpack(numbers, *place) for name, place in entry["arrays"].items()}
        yield Case(path.stem, entry["name"], entry["meta"], arrays)


def _unpack(numbers: dict[str, Any], dtype: str, shape: list[int], place: Any) -> Any:
    if dtype == "str":
        return np.array(place).reshape(shape)
    return numbers[dtype][place : place + int(np.prod(shape))].reshape(shape).copy()


def pack(found: list[Case], path: Path) -> None:
    """Write cases into one file: an index, and one long row of numbers for each type."""
    rows: dict[str, list[Any]] = {}
    lengths: dict[str, int] = {}
    index = []
    for case in found:
        places = {}
        for name, array in case.arrays.items():
            dtype = "str" if array.dtype.kind in "US" else array.dtype.name
            places[name] = [dtype, array.shape, array.ravel().tolist() if dtype == "str" else lengths.get(dtype, 0)]
            if dtype != "str":
                rows.setdefault(dtype, []).append(array.ravel())
                lengths[dtype] = lengths.get(dtype, 0) + array.size
        index.append({"name": case.name, "meta": case.meta, "arrays": places})
    text = np.frombuffer(json.dumps(index, separators=(",", ":")).encode(), dtype=np.uint8)
    np.savez_compressed(path, index=text, **{dtype: np.concatenate(each) for dtype, each in rows.items()})


def differences(
    results: dict[str, Any], case: Case, rtol: float | None = None, atol: float | None = None, prefix: Any = ""
) -> list[str]:
    """Say where results are not as recorded, an empty list if all are; `prefix` limits what is compared."""
    rtol = case.meta.get("rtol", 1e-9) if rtol is None else rtol
    atol = case.meta.get("atol", 1e-9) if atol is None else atol
    wanted = {name: array for name, array in case.expected.items() if name.startswith(prefix)}
    return [text for name, array in wanted.items() if (text := _difference(name, results.get(name), array, rtol, atol))]


def _difference(name: str, found: Any, expected: Any, rtol: float, atol: float) -> str:
    if found is None:
        return f"{name} is missing"
    found = np.asarray(found)
    if found.shape != expected.shape:
        return f"{name} has shape {found.shape}, expected {expected.shape}"
    if expected.dtype.kind in "US":
        return "" if np.array_equal(found.astype(str), expected) else f"{name} differs: {found} instead of {expected}"
    if not np.isfinite(found).all():
        return f"{name} has numbers that are not finite"
    distance = np.max(np.abs(found.astype(float) - expected.astype(float)), initial=0)
    limit = atol + rtol * np.max(np.abs(expected.astype(float)), initial=0)
    return "" if distance <= limit else f"{name} differs by {distance:.3g}, allowed is {limit:.3g}"
