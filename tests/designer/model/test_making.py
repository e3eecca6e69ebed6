"""Making layers: a copy of a layer read before is as good as a new one, and building it leaves the others alone."""

import pytest

from designer.model import catalog
from designer.model.graph import LayerSpec
from designer.model.making import Workshop
from nn_core.layers.calling import dry_run
from nn_core.layers.layer import Layer
from nn_core.layers.shapes import flat_shapes

CLASSES = [cls for classes in catalog.categories().values() for cls in classes if cls.sample and cls.max_inputs != 0]


def spec(cls: type[Layer], name: str) -> LayerSpec:
    assert cls.sample is not None
    arguments = {each: catalog.argument_to_json(cls, each, value) for each, value in cls.sample.args.items()}
    return LayerSpec("layer1", cls.__name__, name, arguments)


def asked(layer: Layer) -> tuple[object, ...]:
    """Build a layer for its sample, and return all it says."""
    assert layer.sample is not None
    arguments = layer.arguments_for([(None, *shape) for shape in layer.sample.inputs])
    with dry_run():
        layer.build(*arguments)
        outputs = flat_shapes(layer.compute_output_shape(*arguments))
    return outputs, [tuple(weight.shape) for weight in layer.weights], layer.count_macs(*arguments)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_copy_says_what_a_new_layer_says_however_often_it_was_built(cls):
    workshop = Workshop()
    said = [asked(workshop.made(spec(cls, name))) for name in ("a", "b", "c")]
    assert said[0] == said[1] == said[2] == asked(Workshop().made(spec(cls, "d")))


def test_a_copy_has_the_name_of_its_own_layer():
    workshop = Workshop()
    first, second = (workshop.made(LayerSpec("layer1", "Dense", name, {"units": 3})) for name in ("a", "b"))
    assert (first.name, second.name) == ("a", "b")


def test_a_name_no_layer_may_have_is_refused_although_the_rest_was_read_before():
    workshop = Workshop()
    workshop.made(LayerSpec("layer1", "Dense", "a", {"units": 3}))
    with pytest.raises(ValueError, match="cannot contain"):
        workshop.made(LayerSpec("layer1", "Dense", "a/b", {"units": 3}))
