"""Scripts as people write them are read without being run; what cannot be read is noted on its line."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nn_core.saving import ModelFileError, read_source, write_notebook
from nn_core.saving.source.reading import SourceReading
from tests.nn_core.saving.source_models import fresh

START = "import keras\nfrom keras import layers, ops\n"


def read(code: str) -> SourceReading:
    return read_source(START + code)


def layers_of(found: SourceReading) -> list[tuple[str, str]]:
    return [(each["class_name"], each["config"]["name"]) for each in found.config["config"]["layers"]]


def settings_of(found: SourceReading, name: str) -> dict[str, Any]:
    return next(each["config"] for each in found.config["config"]["layers"] if each["config"]["name"] == name)


def notes_of(found: SourceReading) -> dict[int, str]:
    """Return the notes by line, without the lines of START."""
    return {note.line - 2: note.text for note in found.notes}


# ---- what is understood ----------------------------------------------------------------------------------------


def test_layers_are_added_one_by_one_in_a_loop():
    found = read("""
model = keras.Sequential()
model.add(keras.Input((8,)))
for units in (32, 16):
    model.add(layers.Dense(units, activation="relu"))
model.add(layers.Dense(1))
""")
    assert found.notes == ()
    assert [name for _, name in layers_of(found)] == ["input_layer", "dense", "dense_1", "dense_2"]
    assert settings_of(found, "dense_1")["units"] == 16


def test_functions_that_return_tensors_or_layers_are_followed():
    found = read("""
def conv(filters, size=3, **rest):
    return layers.Conv2D(filters, size, padding="same", **rest)

def block(x, filters, *, depth):
    shortcut = x
    for i in range(depth):
        x = conv(filters, activation="relu" if i else None)(x)
    return layers.add([x, shortcut])

inputs = keras.Input((8, 8, 4))
model = keras.Model(inputs, block(block(inputs, 4, depth=2), 4, depth=1), name="net")
""")
    assert found.notes == ()
    assert [kind for kind, _ in layers_of(found)] == ["InputLayer", "Conv2D", "Conv2D", "Add", "Conv2D", "Add"]
    assert settings_of(found, "conv2d_1")["activation"] == "relu"


def test_constants_arithmetic_texts_and_lists_are_computed():
    found = read("""
BASE, CONFIG = 2 ** 3, {"rate": 0.5, "names": ["a", "b"]}
stack = [layers.Dense(BASE * (i + 1) // 2, name=f"layer_{n}_{i:02d}") for i, n in enumerate(CONFIG["names"])]
model = keras.Sequential([keras.Input((3,)), *stack, layers.Dropout(CONFIG.get("rate"))])
""")
    assert found.notes == ()
    assert settings_of(found, "layer_a_00")["units"] == 4
    assert settings_of(found, "layer_b_01")["units"] == 8


def test_conditions_on_constants_are_decided():
    found = read("""
DEEP = False
model = keras.Sequential([keras.Input((3,))])
if DEEP:
    model.add(layers.Dense(100))
elif not DEEP and len([1, 2]) == 2:
    model.add(layers.Dense(5))
while len(model.layers) < 3:
    model.add(layers.Dense(2))
""")
    assert [settings_of(found, name).get("units") for _, name in layers_of(found)[1:]] == [5, 2, 2]


@pytest.mark.parametrize(
    "start",
    [
        "from tensorflow.keras import layers as L\nfrom tensorflow import keras as k",
        "import keras as k\nL = k.layers",
        "import tensorflow as tf\nk = tf.keras\nL = tf.keras.layers",
        "import nn_core as k\nfrom nn_core import layers as L",
        "import keras.layers as L\nimport tf_keras as k",
    ],
)
def test_imports_have_any_name(start):
    found = read_source(f"{start}\nm = k.Sequential([k.Input((2,)), L.Dense(3)])")
    assert [kind for kind, _ in layers_of(found)] == ["InputLayer", "Dense"]


def test_scripts_of_early_keras_are_understood():
    found = read_source("""
from keras.models import Sequential
from keras.layers.core import Dense, Dropout
model = Sequential()
model.add(Dense(output_dim=64, input_dim=20, init="uniform", activation="relu"))
model.add(Dropout(p=0.5))
model.compile(loss="mse", optimizer="sgd")
model.fit(x, y, nb_epoch=7)
""")
    assert found.notes == ()
    assert settings_of(found, "dense")["units"] == 64
    assert found.fit == {"epochs": 7}


def test_operations_between_layers_are_layers():
    found = read("""
x = keras.Input((4, 4))
y = ops.mean(x[:, 1:] * 2 + 1, axis=1)
model = keras.Model(x, y)
""")
    assert [kind for kind, _ in layers_of(found)] == ["InputLayer", "GetItem", "Multiply", "Add", "Mean"]


def test_a_model_of_ones_own_is_drawn_when_its_input_is_known():
    found = read("""
class Block(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.dense = layers.Dense(units)
        self.dropout = layers.Dropout(0.1)

    def call(self, inputs, training=False):
        return inputs + self.dropout(self.dense(inputs), training=training)

class MyNet(keras.Model):
    def __init__(self):
        super().__init__()
        self.blocks = [Block(4) for _ in range(2)]
        self.head = layers.Dense(1)

    def call(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head(x)

model = MyNet()
model.compile("adam", "mse")
model.build((None, 4))
""")
    kinds = [kind for kind, _ in layers_of(found)]
    assert kinds == ["InputLayer", "Dense", "Dropout", "Add", "Dense", "Dropout", "Add", "Dense"]
    assert found.config["compile_config"]["loss"] == "mse"
    assert found.config["config"]["name"] == "my_net"


def test_how_it_is_trained_is_read():
    found = read("""
keras.utils.set_random_seed(4)
model = keras.Sequential([keras.Input((2,)), layers.Dense(1)])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=1e-2), loss="mse", metrics=["mae"])
stop = keras.callbacks.EarlyStopping(patience=3)
history = model.fit(x, y, batch_size=8, epochs=20, validation_split=0.25, callbacks=[stop], shuffle=False)
""")
    assert found.fit == {
        **{"seed": 4, "batch_size": 8, "epochs": 20, "validation_split": 0.25},
        **{"callbacks": [{"class_name": "EarlyStopping", "config": {"patience": 3}}], "shuffle": False},
    }
    assert found.make_model().optimizer.get_config()["learning_rate"] == 0.01


def test_of_several_models_the_one_that_is_trained_counts():
    found = read("""
a = keras.Sequential([keras.Input((2,)), layers.Dense(1)], name="a")
b = keras.Sequential([keras.Input((2,)), layers.Dense(1)], name="b")
a.compile(loss="mse")
""")
    assert found.config["config"]["name"] == "a"


def test_a_piece_without_its_imports_or_its_model_arrives():
    found = read_source('x = Conv2D(8, 3, activation="relu")(x)\nx = MaxPooling2D()(x)\nx = Flatten()(x)')
    assert [kind for kind, _ in layers_of(found)] == ["Conv2D", "MaxPooling2D", "Flatten"]


def test_calls_on_placeholders_without_a_model_become_one():
    found = read("x = keras.Input((4,))\ny = layers.Dense(2)(x)\nz = layers.Dense(3)(x)")
    assert found.config["class_name"] == "Functional"
    assert len(found.config["config"]["output_layers"]) == 2


def test_the_names_are_those_of_a_fresh_start_and_disturb_nobody():
    first, second = (layers_of(read("m = keras.Sequential([keras.Input((2,)), layers.Dense(1)])")) for _ in range(2))
    assert first == second == [("InputLayer", "input_layer"), ("Dense", "dense")]


# ---- notes -----------------------------------------------------------------------------------------------------


def test_an_unknown_layer_is_noted_and_the_rest_arrives():
    found = read("""
x = inputs = keras.Input((4,))
x = layers.Dense(3)(x)
x = layers.Densee(3)(x)
x = Magic(7)(x)
model = keras.Model(inputs, layers.Dense(1)(x))
""")
    assert [kind for kind, _ in layers_of(found)] == ["InputLayer", "Dense", "Dense"]
    notes = notes_of(found)
    assert notes.keys() == {4, 5}
    assert "Did you mean 'Dense'?" in notes[4]
    assert notes[5] == "'Magic' is not known here; it is left out, and what goes in goes on unchanged."


def test_a_value_that_only_running_tells_is_noted():
    found = read("""
num_classes = len(set(load_labels()))
model = keras.Sequential([keras.Input((4,)), layers.Dense(3, kernel_initializer=mine), layers.Dense(num_classes)])
""")
    assert [kind for kind, _ in layers_of(found)] == ["InputLayer", "Dense"]
    assert "'mine', which is not known without running the script" in notes_of(found)[3]


def test_what_a_layer_says_about_wrong_arguments_is_noted():
    found = read("m = keras.Sequential([keras.Input((4,))])\nm.add(layers.Dense(3, activation='rellu'))")
    assert "Did you mean 'relu'?" in notes_of(found)[2]


def test_a_layer_that_cannot_take_the_tensor_is_left_out():
    found = read("x = keras.Input((4,))\ny = layers.Conv2D(3, 3)(x)\nm = keras.Model(x, layers.Dense(1)(y))")
    assert [kind for kind, _ in layers_of(found)] == ["InputLayer", "Dense"]
    assert "(batch, height, width, channels)" in notes_of(found)[2]


def test_a_condition_that_is_not_known_is_noted_only_where_it_matters():
    found = read("""
model = keras.Sequential([keras.Input((4,)), layers.Dense(2)])
if args.verbose:
    print("hello")
if args.deep:
    model.add(layers.Dense(3))
for x, y in batches:
    show(x)
""")
    assert notes_of(found).keys() == {5}


def test_weights_of_a_script_are_said_not_to_arrive():
    found = read("m = keras.Sequential([keras.Input((4,)), layers.Dense(2)])\nm.load_weights('w.h5')")
    assert "Weights are not read" in notes_of(found)[2]


def test_a_note_says_its_line():
    assert str(read("x = Magic(layers.Dense(2))\nm = keras.Sequential([layers.Dense(1)])").notes[0]).startswith(
        "Line 3: "
    )


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "There is no model in it"),
        ("def (", "It is not Python: invalid syntax in line 1"),
        ("a\0b", "It is not Python"),
        ("x" * 2_000_001, "2,000,001 characters"),
        ("class Net(keras.Model):\n    pass\nmodel = Net()", "model.build("),
    ],
)
def test_what_holds_no_model_is_refused_in_a_sentence(code, said):
    with pytest.raises(ModelFileError) as refused:
        read_source(f"import keras\n{code}" if code.startswith("class") else code)
    assert said in str(refused.value)


# ---- notebooks ----------------------------------------------------------------------------------------------------


def test_a_notebook_that_was_written_is_read():
    found = read_source(write_notebook(fresh("cnn")), "cnn.ipynb")
    assert found.notes == ()
    assert found.config == read_source_of("cnn")


def read_source_of(name: str) -> dict[str, Any]:
    from nn_core.saving import model_to_dict

    return model_to_dict(fresh(name))


def test_a_note_in_a_notebook_says_its_cell():
    cells = [["%pip install keras\n", "!ls\n", "import keras"], ["m = keras.Sequential([keras.Input((2,)), Nix(3)])"]]
    content = {"cells": [{"cell_type": "code", "source": each} for each in cells]}
    found = read_source(json.dumps(content), "a.ipynb")
    assert str(found.notes[0]).startswith("Cell 2, line 1: ")


@pytest.mark.parametrize(
    "text", ["[]", "{}", "no", '{"cells": 3}', '{"cells": [3, {"cell_type": "code", "source": 4}]}']
)
def test_what_is_no_notebook_is_refused(text):
    with pytest.raises(ModelFileError):
        read_source(text, "a.ipynb")


# ---- harm ---------------------------------------------------------------------------------------------------------

HOSTILE = {
    "power": "x = 9**9**9",
    "range": "for i in range(10**12): pass",
    "long list": "a = list(range(10**9))",
    "long text": '"a" * 10**9',
    "brackets": "x = " + "(" * 5000 + ")" * 5000,
    "lists in lists": "x = " + "[" * 150 + "]" * 150,
    "minus": "x = " + "-" * 100_000 + "1",
    "long sum": "x = " + "+".join(["1"] * 50_000),
    "dots": "x = a" + ".b" * 50_000,
    "doubling": "a = [1]\nfor i in range(60): a = [a, a]\nlayers.Dense(a)",
    "endless list": "a = []\na.append(a)\nlayers.Dense(a)",
    "wide format": 'f"{1:999999999}"',
    "wide percent": '"%999999999d" % 1',
    "wide braces": '"{:999999999}".format(1)',
    "recursion": "def f(x): return f(x)\nf(1)",
    "endless loop": "while True: x = 1",
    "loops in loops": "a = [i for i in range(10_000) for j in range(10_000)]",
    "huge input": "x = keras.Input((10**9, 10**3))\nm = keras.Model(x, x + 1)",
    "huge operation": "x = keras.Input((10,))\nm = keras.Model(x, ops.tile(x, (1, 10**10)))",
    "huge repetition": "x = keras.Input((10,))\nm = keras.Model(x, ops.repeat(x, 10**10, axis=1))",
    "huge weights": "m = keras.Sequential([keras.Input((10**6,)), layers.Dense(10**12)])",
    "huge constant": "x = keras.Input((10,))\nm = keras.Model(x, x + ops.zeros((10**11,)))",
    "many layers": "m = keras.Sequential([keras.Input((2,))] + [layers.Dense(1) for i in range(20_000)])",
    "large shift": "1 << 10**9",
    "replacement": "a = ('x' * 19000).replace('x', 'x' * 19000)",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_script_takes_long_or_brings_anything_down(name):
    start = time.perf_counter()
    try:
        found = read(HOSTILE[name])
    except ModelFileError as error:
        assert len(str(error)) < 300
    else:
        assert found.config["config"]["layers"]
    assert time.perf_counter() - start < 5


def test_nothing_in_a_script_is_run(tmp_path):
    target = tmp_path / "touched"
    found = read(f"""
import os, subprocess
open({str(target)!r}, "w").write("x")
os.system("touch {target}")
__import__("os").system("touch {target}")
exec("import os"); eval("1")
().__class__.__bases__[0].__subclasses__()
keras.utils.get_file("a", "http://localhost/")
m = keras.Sequential([keras.Input((2,)), layers.Dense(1)])
m.__class__.__init__.__globals__["os"].system("touch {target}")
m.save({str(target)!r})
m.layers[0].set_weights(open("/etc/passwd"))
""")
    assert not target.exists()
    assert [kind for kind, _ in layers_of(found)] == ["InputLayer", "Dense"]


TEXT = """keras layers ops x y m model Dense Input Sequential Model ( ) [ ] { } , = . : 1 3 0.5 'relu' None True
for in if else def return lambda * ** + - / import from as class pass range len f'{x}'"""
WORDS = (*TEXT.split(), "\n", "\n", "    ")


@pytest.mark.slow
@pytest.mark.timeout(300)
@settings(max_examples=10_000)
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_any_words_are_read_or_refused(words):
    try:
        read(" ".join(words))
    except ModelFileError as error:
        assert str(error)


LINES = [
    "x = keras.Input((8, 8, 2))",
    "x = layers.Conv2D(a, 3)(x)",
    "y = layers.Dense(a)(x)",
    "x = layers.Flatten()(x)",
    "x = x + y",
    "x = ops.mean(x, axis=a)",
    "a = a * 3 - 2",
    "a = [a, x]",
    "a, b = a",
    "m = keras.Model(x, y)",
    "m = keras.Sequential([layers.Dense(a), y])",
    "m.add(layers.Dense(2))",
    "m.add(m)",
    "m = keras.Model(m.input, m.output)",
    "x = m(x)",
    "m.compile(a, b)",
    "m.fit(x, epochs=a)",
    "def f(x): return layers.Dense(2)(x)",
    "x = f(x)",
    "for a in range(3): x = layers.Dense(a + 1)(x)",
    "x = layers.LSTM(2, return_state=True)(x)",
    "m.pop()",
    "y = layers.concatenate([x, y])",
    "a = 4",
]


@pytest.mark.slow
@pytest.mark.timeout(300)
@settings(max_examples=2_500)
@given(st.lists(st.sampled_from(LINES), max_size=14))
def test_any_lines_are_read_or_refused(lines):
    try:
        read("\n".join(lines))
    except ModelFileError as error:
        assert str(error)


SMALL = "import keras\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])\n"


@pytest.mark.parametrize(
    "loop",
    [
        "x = [float(word) for word in rows]",
        "x = [word.strip() for row in rows for word in clean(row)]",
        "first, *others = (keras.utils.load_img(path) for path in sorted(rows))",
        "x = {name: np.array(column) for name, column in zip(names, rows)}",
        "x = {keras.utils.to_categorical(each, 3) for each in rows}",
    ],
)
def test_loops_through_data_are_passed_over_without_a_note(loop):
    head = f"import csv\nrows = csv.reader(open('a.csv'))\ndef clean(row):\n    return row.split()\n{loop}\n"
    assert read_source(head + SMALL).notes == ()


@pytest.mark.parametrize("loop", ["[layers.Dense(n) for n in rows]", "[block(n) for n in rows]"])
def test_loops_through_data_that_make_layers_are_noted(loop):
    head = "import csv\nfrom keras import layers\nrows = csv.reader(open('a.csv'))\n"
    head += f"def block(n):\n    return layers.Dense(n)\nx = {loop}\n"
    assert "only known when the script runs" in str(read_source(head + SMALL).notes[0])
