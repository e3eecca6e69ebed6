"""A folder of pictures, or of texts, as Python."""

from __future__ import annotations

from designer.data import folders
from designer.data.code import splits, words
from designer.data.code.snippet import Asked, Snippet, by_rows, listed, snippet
from designer.data.steps import Picture, Split, Words
from nn_core.saving.source.expressions import value_text

FILES = """folder = Path({place})
{classes}
files = [
    (path, number)
    for number, name in enumerate(classes)
    for path in sorted((folder / name).rglob("*"))
    if path.suffix.lower() in {endings}{but}
]
y = np.array([number for _, number in files])

"""

PICTURES = """

pictures = [
    keras.utils.load_img(path, {settings})
    for path, _ in files
]
x = np.stack([keras.utils.img_to_array(picture) for picture in pictures]) / 255
"""

PADDED = '''

def padded(picture):
    """Return the whole picture in its own proportions, with black borders, as an array."""
    factor = min({height} / picture.height, {width} / picture.width)
    height, width = max(1, round(picture.height * factor)), max(1, round(picture.width * factor))
    top, left = ({height} - height) // 2, ({width} - width) // 2
    framed = np.zeros(({height}, {width}, {channels}), "float32")
    framed[top : top + height, left : left + width] = keras.utils.img_to_array(picture.resize((width, height)))
    return framed


x = np.stack([padded(keras.utils.load_img(path, color_mode="{colours}")) for path, _ in files]) / 255
'''

EIGHT_BITS = '''

def with_8_bits(path):
    """Return what to open: a grey picture of 16 bits is brought to 8, which load_img would cut off."""
    picture = Image.open(path)
    if not picture.mode.startswith("I"):
        return path
    content = io.BytesIO()
    Image.fromarray((np.asarray(picture, "int32") >> 8).astype("uint8")).save(content, "PNG")
    return io.BytesIO(content.getvalue())

'''

TEXTS = """
texts = [path.read_bytes().decode() for path, _ in files]
x = word_numbers(texts)
"""


def write_folder(asked: Asked) -> Snippet | None:
    """Return the program for whichever files are in the folder."""
    return _texts(asked) if asked.dataset.inputs["x"].dtype.kind == "i" else _pictures(asked)


def _files(asked: Asked, endings: tuple[str, ...]) -> str:
    classes, split = listed("classes = [", asked.dataset.class_names), asked.step(Split)
    text = "{" + ", ".join(map(value_text, endings)) + "}"
    left_out = listed("damaged = [", asked.dataset.left_out) if asked.dataset.left_out else ""
    but = " and path.relative_to(folder).as_posix() not in damaged" if left_out else ""
    head = "\n".join(filter(None, (classes, left_out)))
    return FILES.format(place=value_text(asked.place), classes=head, endings=text, but=but) + splits.at_random(
        split, "len(y)", "" if split.method == "random" else "y"
    )


def _pictures(asked: Asked) -> Snippet:
    size = asked.step(Picture)
    if size.fit == "pad":
        channels = 3 if size.colours == "rgb" else 1
        text = PADDED.format(height=size.height, width=size.width, channels=channels, colours=size.colours)
    else:
        settings = [f'color_mode="{size.colours}"'] if size.colours != "rgb" else []
        settings += [f"target_size=({size.height}, {size.width})", 'interpolation="bilinear"']
        settings += ["keep_aspect_ratio=True"] if size.fit == "crop" else []
        text = PICTURES.format(settings=", ".join(settings))
    imports = ["from pathlib import Path"]
    if asked.dataset.has_deep_pixels:
        text = EIGHT_BITS + text.replace("load_img(path,", "load_img(with_8_bits(path),").lstrip("\n")
        imports += ["import io", "from PIL import Image"]
    return snippet(_files(asked, folders.PICTURES) + text, _arrays(asked), *imports)


def _texts(asked: Asked) -> Snippet:
    functions = words.word_numbers(asked.step(Words))
    text = f"{_files(asked, folders.TEXTS)}\n\n\n{functions}\n\n{TEXTS}"
    return snippet(text, _arrays(asked), *words.IMPORTS, "from pathlib import Path")


def _arrays(asked: Asked) -> dict[str, dict[str, str]]:
    return by_rows(asked.dataset, {"x": "x", "class": "y"})
