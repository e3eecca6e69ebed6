"""Damaged and hostile model files of every format, made from small sound ones; the same ones every time."""

import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np

import nn_core as keras
from nn_core import layers

Change = Callable[[dict[str, Any]], None]


def sound_files() -> dict[str, bytes]:
    """Return one small model in every format, by its ending."""
    import tempfile

    x = keras.Input((6, 6, 1))
    y = layers.Flatten()(layers.BatchNormalization()(layers.Conv2D(2, 3, activation="relu")(x)))
    model = keras.Model(x, layers.Dense(2, activation="softmax")(y))
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    model.fit(np.ones((2, 6, 6, 1), "float32"), np.eye(2, dtype="float32"), verbose=0)
    found = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for ending in (".h5", ".keras", ".json", ".yaml"):
            model.save(folder / f"model{ending}")
            found[ending] = (folder / f"model{ending}").read_bytes()
        for ending in (".weights.h5", "_weights.h5"):
            model.save_weights(folder / f"model{ending}")
            found[ending] = (folder / f"model{ending}").read_bytes()
    return found


def damaged_files(folder: Path) -> list[Path]:
    """Write all damaged files into a folder; return their paths."""
    sound = sound_files()
    paths = []
    for maker in (_cut_off, _flipped, _renamed, _bombs, _hostile_hdf5, _hostile_descriptions, _hostile_texts):
        for number, (name, content) in enumerate(maker(sound)):
            path = folder / f"{maker.__name__.strip('_')}_{number}_{name}"
            path.write_bytes(content)
            paths.append(path)
    return paths


# ---- accidents --------------------------------------------------------------------------------------------------


def _cut_off(sound: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for ending, content in sound.items():
        for share in (0, 0.01, 0.2, 0.5, 0.8, 0.99):
            yield f"cut{ending}", content[: int(share * len(content))]


def _flipped(sound: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Flip bits; every second time near the beginning, where HDF5 has what holds it together."""
    for ending, content in sound.items():
        for seed in range(14):
            rng, changed = random.Random(f"{ending}{seed}"), bytearray(content)
            end = min(len(content), 2500) if seed % 2 else len(content)
            for _ in range(1 + seed // 2 * 2):
                changed[rng.randrange(end)] ^= 1 << rng.randrange(8)
            yield f"flipped{ending}", bytes(changed)


def _renamed(sound: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    strangers = {
        "text": b"hello",
        "picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
        "program": b"\x7fELF" + bytes(200),
        "pickle": b"\x80\x04cos\nsystem\n(S'ls'\ntR.",
        "nothing": b"",
        "zeros": bytes(5000),
    }
    for ending in (".h5", ".keras", ".json", ".yaml", ".nnd"):
        for kind, content in {**strangers, **sound}.items():
            if kind != ending and not (kind.endswith(".h5") and ending == ".h5"):
                yield f"{kind.strip('.')}_as{ending}", content


# ---- malice -----------------------------------------------------------------------------------------------------


def _bombs(sound: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for part in ("config.json", "model.weights.h5", "metadata.json"):
        for size in (30_000_000, 120_000_000):
            yield "bomb.keras", _archive(sound[".keras"], {part: bytes(size)})
    spaces = b" " * 60_000_000
    yield "bomb.keras", _archive(sound[".keras"], {"config.json": spaces})
    for part in ("document.json", "weights.h5"):
        yield "bomb.nnd", _archive(b"", {"document.json": b"{}", part: bytes(120_000_000)})
    yield "lie.keras", _with_lie(_archive(sound[".keras"], {"config.json": bytes(50_000_000)}))
    outside = {"../../outside.json": b"{}", "/etc/outside": b"x", "config.json": b"{}"}
    yield "paths.keras", _archive(b"", outside)
    yield "many.keras", _archive(b"", {f"{i}.txt": b"" for i in range(20_000)})
    yield "twice.keras", sound[".keras"] + sound[".keras"][:50]


def _archive(content: bytes, parts: dict[str, bytes]) -> bytes:
    """Return an archive with some of its parts replaced, packed tightly."""
    old: dict[str, bytes] = {}
    if content:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            old = {name: archive.read(name) for name in archive.namelist()}
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in {**old, **parts}.items():
            archive.writestr(name, part)
    return memory.getvalue()


def _with_lie(archive: bytes) -> bytes:
    """Let the directory of an archive say that its parts are small."""
    return archive.replace((50_000_000).to_bytes(4, "little"), (500).to_bytes(4, "little"))


def _hostile_hdf5(sound: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for alter in (*_kernels(), *_trees(), *_attributes()):
        memory = io.BytesIO(sound[".h5"])
        with h5py.File(memory, "r+") as file:
            name = next(name for name in file["model_weights"] if name.startswith("conv2d"))
            alter(file, file["model_weights"][name])
        yield "hostile.h5", memory.getvalue()


def _kernels() -> Iterator[Callable[[Any, Any], None]]:
    """Put something else in place of a kernel."""

    def virtual(group: Any, name: str) -> None:
        layout = h5py.VirtualLayout((3, 3, 1, 2), "float32")
        layout[:] = h5py.VirtualSource("other.h5", "x", (3, 3, 1, 2))
        group.create_virtual_dataset(name, layout)

    def packed_giant(group: Any, name: str) -> None:
        group.create_dataset(name, (2**14, 2**14), "float32", chunks=(2**11, 2**11), compression="gzip")
        group[name][: 2**11, : 2**11] = 0

    def placed(make: Callable[[Any, str], object]) -> Callable[[Any, Any], None]:
        def alter(file: Any, group: Any) -> None:
            name = group.attrs["weight_names"][0].decode()
            del group[name]
            make(group, name)

        return alter

    links = (h5py.ExternalLink("other.h5", "/x"), h5py.SoftLink("/model_weights"), h5py.SoftLink("/nowhere"))
    for value in (*links, np.zeros(3), np.array([b"text"]), "text"):
        yield placed(lambda group, name, value=value: group.__setitem__(name, value))
    yield placed(virtual)
    yield placed(packed_giant)
    yield placed(lambda group, name: group.create_dataset(name, (10**6, 10**6), "float32"))
    outside = [("other.raw", 0, 72)]
    yield placed(lambda group, name: group.create_dataset(name, (3, 3, 1, 2), "float32", external=outside))


def _trees() -> Iterator[Callable[[Any, Any], None]]:
    """Let groups contain themselves, or too many others."""

    def many(file: Any, group: Any) -> None:
        for number in range(3000):
            file.create_group(f"many/{number}")
        for number in range(200):
            file[f"many/link{number}"] = h5py.SoftLink("/many")

    yield many
    yield lambda file, group: group.__setitem__("again", file["model_weights"])
    yield lambda file, group: file.create_group("/".join("d" * 500))


def _attributes() -> Iterator[Callable[[Any, Any], None]]:
    """Describe something that is no model."""
    for name, values in {
        "model_config": (3, "[]", "{", b"\xff\xfe", np.zeros(100), "[" * 5000),
        "training_config": (3, "[]", '{"loss": {"class_name": "os.system"}}'),
        "keras_version": (np.zeros(4),),
    }.items():
        for value in values:
            yield lambda file, group, name=name, value=value: file.attrs.__setitem__(name, value)


# ---- descriptions that ask for too much, or make no sense -------------------------------------------------------


def _hostile_descriptions(sound: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for content in _descriptions():
        text = json.dumps(content).encode()
        yield "hostile.json", text
        yield "hostile.yaml", text  # which JSON is, too
        yield "hostile.keras", _archive(sound[".keras"], {"config.json": text})


def _descriptions() -> Iterator[Any]:
    many = 10**9
    yield _stack(_layer("Dense", units=10**12))
    yield _stack(_layer("Dense", units=many), _layer("Dense", units=many))
    yield _stack(_layer("RepeatVector", n=many))
    yield _stack(_layer("Embedding", input_dim=10**13, output_dim=10**4))
    yield _stack(_layer("CategoryEncoding", num_tokens=many))
    yield _stack(_layer("Lambda", function="x[:, None] + x[:, :, None]"), shape=[200_000])
    yield _stack(_layer("Lambda", function="x"), shape=[100_000, 100_000])
    yield _stack(_layer("Lambda", function="9 ** 9 ** 9 * x"))
    yield _stack(_layer("Lambda", function="__import__('os').system('ls')"))
    yield _stack(_layer("Lambda", function={"class_name": "__lambda__", "config": {"code": "4wEAAAA="}}))
    yield _stack(_layer("UpSampling2D", size=10**6), _layer("Conv2D", filters=2, kernel_size=3), shape=[4, 4, 1])
    yield _stack(_layer("ZeroPadding2D", padding=many), _layer("Flatten"), _layer("Dense", units=9), shape=[4, 4, 1])
    yield _stack(_layer("Conv2D", filters=10**6, kernel_size=10**4, padding="same"), shape=[4, 4, 10**6])
    yield _stack(_layer("Resizing", height=10**6, width=10**6), shape=[4, 4, 1])
    yield _stack(_layer("LSTM", units=10**8))
    yield _stack(_layer("StringLookup", vocabulary="/etc/passwd"))
    yield _stack(_layer("Normalization", mean=[0.0] * 5, variance=[-1.0] * 5))
    yield _stack(_layer("Dense", units="4; import os"))
    yield _stack(_layer("Dense", units=-4))
    yield _stack(_layer("Dense", units=float("nan")))
    yield _stack(_layer("Dense", units=4, activation="os.system"))
    yield _stack(_layer("os.system", command="ls"))
    yield _stack({"module": "os", "class_name": "system", "config": {"command": "ls"}, "registered_name": "os>system"})
    yield _stack(*[_layer("Dense", units=1)] * 30_000)
    yield _stack(_layer("Dense", units=4, name=None), _layer("Dense", units=4, name=["a"]))
    inner: Any = _layer("Dense", units=2)
    for _ in range(80):
        inner = _layer("TimeDistributed", layer=inner)
    yield _stack(inner, shape=[3] * 82)
    nested = _stack(_layer("Dense", units=2))
    for _ in range(300):
        nested = {"class_name": "Sequential", "config": {"name": "s", "layers": [nested]}}
    yield nested
    for broken in (None, [], {}, 3, "text", {"layers": None}, {"layers": [None]}, {"layers": {}}):
        yield {"class_name": "Functional", "config": broken}
    yield {"class_name": ["Functional"], "config": {}}
    yield {"class_name": "Dense", "config": {"units": 3}}
    yield _graph([["b", 0, 0]], [["a", 0, 0]])
    yield _graph([["a", 0, 0]], [["b", 0, 0]])
    yield _graph([["gone", 0, 0]], [["a", 0, 0]])
    yield _graph([["x", 0, 7]], [["a", 9**9, 0]])
    yield _graph([["x", -1, 0]], [["a", 0, -5]])


def _layer(class_name: str, **config: Any) -> dict[str, Any]:
    return {"class_name": class_name, "config": config}


def _stack(*parts: Any, shape: Any = (6,)) -> dict[str, Any]:
    named = [
        {**part, "config": {"name": f"layer_{i}", **part["config"]}} if isinstance(part.get("config"), dict) else part
        for i, part in enumerate(parts)
    ]
    start = _layer("InputLayer", batch_shape=[None, *shape], dtype="float32", name="x")
    return {"class_name": "Sequential", "config": {"name": "hostile", "layers": [start, *named]}}


def _graph(a: Any, b: Any) -> dict[str, Any]:
    """Return a model of an input and two layers, which get their tensors from the places given."""
    entries = [
        {**_layer("InputLayer", batch_shape=[None, 4], dtype="float32", name="x"), "name": "x", "inbound_nodes": []},
        {**_layer("Dense", units=4, name="a"), "name": "a", "inbound_nodes": [a]},
        {**_layer("Dense", units=4, name="b"), "name": "b", "inbound_nodes": [b]},
    ]
    ends = {"input_layers": [["x", 0, 0]], "output_layers": [["b", 0, 0]]}
    return {"class_name": "Functional", "config": {"name": "g", "layers": entries, **ends}}


def _hostile_texts(sound: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    deep = b'{"class_name": "Sequential", "config": {"layers": [' * 20_000
    for text in (
        *(deep, b"[" * 10_000_000, b"[[],[]," * 3_000_000, b'{"a":' * 100_000, b"9" * 5_000_000),
        *(
            b'{"class_name": "Sequential", "config": 1e999}',
            b"\xef\xbb\xbf{",
            b"NaN",
            b'"\\ud800"',
            b'{"a": 1, "a": 2}',
        ),
    ):
        yield "hostile.json", text
    laughs = "\n".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9) if i else 1}]" for i in range(40)).encode()
    for text in (
        *(laughs, b"a: &x [*x]", b"!!python/object/apply:os.system [ls]", b"!!python/name:os.system ''"),
        *(b"- " * 100_000, b"a: !!binary x", b"&a " * 10_000, b"? " * 5000, b"x: |\n" + b" y\n" * 400_000, b"\t"),
    ):
        yield "hostile.yaml", text
