"""Letters travel through the graph, and with numbers in their place they are what the layers say of numbers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.model import catalog, lettering
from designer.model.commands import Connect, SetParameter
from designer.model.document import Document
from designer.model.graph import Edge, LayerSpec, Node
from designer.model.shape_text import shape_text
from nn_core.layers.calling import dry_run
from nn_core.layers.shapes import flat_shapes
from nn_core.layers.symbolic_size import SymbolicSize
from nn_core.spec import registry
from tests.designer.model.drawing import add, add_chain, layer_key, wire

CLASSES = [cls for classes in catalog.categories().values() for cls in classes if cls.sample and cls.max_inputs != 0]
PICTURE = ("InputLayer", {"shape": (None, None, 3)})
CONV = {"filters": 32, "kernel_size": 3}


def shown(document, node_id, port=0):
    return shape_text(document.report.facts[node_id].shown_shapes[port])


def numbers_in(shape, sizes):
    return tuple(size.at(sizes) if isinstance(size, SymbolicSize) else size for size in shape)


def check_with_numbers(layer, shapes, sizes):
    """Compare what a layer says of letters with what it says of the numbers in their place."""
    answers = lettering._asked(layer, tuple(shapes))
    with dry_run():
        try:
            numbers = [numbers_in(shape, sizes) for shape in shapes]
            expected = flat_shapes(layer.compute_output_shape(*layer.arguments_for(numbers)))
        except ValueError:
            return  # it takes no tensors of these sizes
    for answer, shape in zip(answers, expected, strict=bool(answers)):
        found = numbers_in(answer, sizes)
        assert [None if size is None else known for size, known in zip(found, shape, strict=True)] == list(found)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
@settings(max_examples=15)
@given(choice=st.data())
def test_numbers_in_the_place_of_letters_are_what_every_layer_says_of_numbers(cls, choice):
    drawn = st.sampled_from(["", "", "A", "B", "C"])
    likely = st.sampled_from(sorted({size for sample in cls.sample.inputs for size in sample}))  # branches that agree
    shapes, sizes = [], {letter: choice.draw(likely | st.integers(1, 40)) for letter in "ABC"}
    for sample in cls.sample.inputs:
        letters = [choice.draw(drawn) for _ in sample]
        shapes.append((None, *(SymbolicSize.named(a) if a else n for n, a in zip(sample, letters, strict=True))))
    check_with_numbers(cls(**cls.sample.args), shapes, sizes)


SLIDING = ["Conv2D", "Conv2DTranspose", "SeparableConv2D", "MaxPooling2D", "AveragePooling2D", "DepthwiseConv2D"]


@pytest.mark.parametrize("name", SLIDING)
@given(
    window=st.integers(1, 6),
    stride=st.integers(1, 4),
    padding=st.sampled_from(["valid", "same"]),
    sizes=st.fixed_dictionaries({"A": st.integers(1, 60), "B": st.integers(1, 60)}),
)
def test_every_window_and_stride_is_calculated_right(name, window, stride, padding, sizes):
    cls = registry.get("layer", name)
    windows = {"pool_size": window} if "pool_size" in cls.parameters else {"kernel_size": window}
    filters = {"filters": 4} if "filters" in cls.parameters else {}
    layer = cls(**filters, **windows, strides=stride, padding=padding)
    check_with_numbers(layer, [(None, SymbolicSize.named("A"), SymbolicSize.named("B"), 3)], sizes)


@pytest.mark.parametrize(
    ("class_name", "arguments", "text"),
    [
        ("Conv2D", CONV, "(None, H−2, W−2, 32)"),
        ("Conv2D", {**CONV, "padding": "same"}, "(None, H, W, 32)"),
        ("Conv2D", {**CONV, "padding": "same", "strides": 2}, "(None, ⌈H/2⌉, ⌈W/2⌉, 32)"),
        ("Conv2D", {**CONV, "dilation_rate": 2}, "(None, H−4, W−4, 32)"),
        ("Conv2DTranspose", {**CONV, "strides": 2}, "(None, 2H+1, 2W+1, 32)"),
        ("Conv2DTranspose", {**CONV, "strides": 2, "padding": "same"}, "(None, 2H, 2W, 32)"),
        ("MaxPooling2D", {}, "(None, ⌊H/2⌋, ⌊W/2⌋, 3)"),
        ("MaxPooling2D", {"pool_size": 3, "strides": 2}, "(None, ⌈H/2⌉−1, ⌈W/2⌉−1, 3)"),
        ("UpSampling2D", {}, "(None, 2H, 2W, 3)"),
        ("ZeroPadding2D", {}, "(None, H+2, W+2, 3)"),
        ("Cropping2D", {"cropping": 4}, "(None, H−8, W−8, 3)"),
        ("Flatten", {}, "(None, H·W·3)"),
        ("Reshape", {"target_shape": (-1, 3)}, "(None, H·W, 3)"),
        ("Permute", {"dims": (3, 2, 1)}, "(None, 3, W, H)"),
        ("GlobalAveragePooling2D", {}, "(None, 3)"),
        ("BatchNormalization", {}, "(None, H, W, 3)"),
        ("Dense", {"units": 8}, "(None, H, W, 8)"),
    ],
)  # fmt: skip
def test_what_layers_make_of_a_picture_of_any_size(class_name, arguments, text):
    document = Document()
    *_, node = add_chain(document, PICTURE, (class_name, arguments))
    assert shown(document, node) == text


def test_letters_travel_through_a_chain():
    document = Document()
    chain = (("Conv2D", CONV), "MaxPooling2D", ("Conv2D", {**CONV, "padding": "same", "strides": 2}), "Flatten")
    ids = add_chain(document, PICTURE, *chain)
    assert [shown(document, id) for id in ids[1:]] == [
        "(None, H−2, W−2, 32)",
        "(None, ⌊H/2⌋−1, ⌊W/2⌋−1, 32)",
        "(None, ⌊H/4⌋, ⌊W/4⌋, 32)",
        "(None, ⌊H/4⌋·⌊W/4⌋·32)",
    ]


@given(height=st.integers(4, 90), width=st.integers(4, 90))
def test_the_same_graph_with_numbers_has_the_shapes_its_letters_foretold(height, width):
    document = Document()
    chain = (("Conv2D", CONV), "MaxPooling2D", ("Conv2D", {**CONV, "padding": "same", "strides": 2}), "UpSampling2D")
    ids = add_chain(document, PICTURE, *chain, "ZeroPadding2D", "Flatten")
    lettered = [document.report.facts[id].shown_shapes[0] for id in ids]
    document.execute(SetParameter(layer_key(document, ids[0]), "shape", (height, width, 3)))
    found = [document.report.facts[id].output_shape for id in ids]
    assert found == [numbers_in(shape, {"H": height, "W": width}) for shape in lettered]


def test_two_inputs_have_letters_of_their_own_and_a_sum_of_both_a_third():
    document = Document()
    first, second = (add(document, "InputLayer", shape=(None, 4)) for _ in range(2))
    joined, summed = add(document, "Concatenate", axis=1), add(document, "Add")
    for node in (joined, summed):
        wire(document, first, node)
        wire(document, second, node, port=1)
    assert [shown(document, id) for id in (first, second)] == ["(None, T, 4)", "(None, T₂, 4)"]
    assert shown(document, joined) == "(None, T+T₂, 4)"
    assert shown(document, summed) == "(None, T₃, 4)", "one may be 1 and be stretched"


def test_branches_of_one_input_come_together_again():
    document = Document()
    source = add(document, "InputLayer", shape=(None, None, 3))
    same = {"filters": 8, "kernel_size": 3, "padding": "same"}
    left, right = add(document, "Conv2D", **same), add(document, "Conv2D", **same)
    total, both = add(document, "Add"), add(document, "Concatenate")
    for node in (left, right):
        wire(document, source, node)
    for node in (total, both):
        wire(document, left, node)
        wire(document, right, node, port=1)
    assert (shown(document, total), shown(document, both)) == ("(None, H, W, 8)", "(None, H, W, 16)")


def test_a_layer_whose_shape_is_only_found_by_trying_gets_a_new_letter():
    document = Document()
    *_, conv, drawn = add_chain(document, PICTURE, ("Conv2D", CONV), ("Resizing", {"height": 8, "width": 8}))
    assert shown(document, drawn) == "(None, 8, 8, 32)"
    assert shown(document, conv) == "(None, H−2, W−2, 32)"


def test_letters_go_into_a_nested_model_and_come_out_of_it():
    inner, document = Document(), Document()
    _, conv = add_chain(inner, PICTURE, ("Conv2D", CONV))
    source = add(document, "InputLayer", shape=(None, None, 3))
    (before,) = add_chain(document, ("Conv2D", {"filters": 3, "kernel_size": 5}))
    document.graph.put_layer(LayerSpec("layer900", "Functional", "block", {}, inner.graph))
    document.graph.put_node(Node("n900", "layer900"))
    wire(document, source, before)
    document.execute(Connect(Edge(before, 0, "n900", 0)))
    assert shown(document, "n900") == "(None, H−6, W−6, 32)"
    assert shape_text(document.report.facts["n900"].inner[conv].shown_shapes[0]) == "(None, H−6, W−6, 32)"


def test_a_model_without_open_sizes_has_no_letters():
    document = Document()
    add_chain(document, ("InputLayer", {"shape": (8, 8, 3)}), ("Conv2D", CONV), "Flatten")
    assert all(facts.lettered_shapes == () for facts in document.report.facts.values())
