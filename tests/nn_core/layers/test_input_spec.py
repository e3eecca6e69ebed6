"""A layer may say with an InputSpec what it insists on; what does not meet it is refused in a sentence."""

import numpy as np
import pytest

from nn_core.layers import Conv2D, Dense, Input, InputSpec, Layer


class Picky(Layer):
    """Passes on what meets its spec."""

    def __init__(self, spec):
        super().__init__(name="picky")
        self.input_spec = spec

    def call(self, inputs):
        return inputs


@pytest.mark.parametrize(
    ("spec", "shape", "said"),
    [
        (InputSpec(ndim=3), (2, 4), "with 3 axes, but got shape (2, 4)"),
        (InputSpec(min_ndim=3), (2, 4), "with at least 3 axes"),
        (InputSpec(max_ndim=1), (2, 4), "with at most 1 axes"),
        (InputSpec(min_ndim=2, axes={-1: 8}), (2, 4), "with 8 along axis -1"),
        (InputSpec(shape=(None, 5)), (2, 4), "with the shape (None, 5)"),
    ],
)
def test_a_tensor_that_does_not_meet_the_spec_is_refused(spec, shape, said):
    layer = Picky(spec)
    with pytest.raises(ValueError, match="Picky layer 'picky' takes a tensor") as caught:
        layer(np.zeros(shape))
    assert said in str(caught.value)
    with pytest.raises(ValueError, match="Picky layer 'picky' takes a tensor"):
        layer(Input(shape[1:]))


def test_a_tensor_that_meets_the_spec_passes():
    assert Picky(InputSpec(min_ndim=2, axes={-1: 4}))(np.zeros((2, 4))).shape == (2, 4)
    assert Picky(InputSpec(ndim=2, allow_last_axis_squeeze=True))(np.zeros((2, 4, 1))).shape == (2, 4, 1)
    assert Picky([InputSpec(ndim=2), InputSpec(ndim=3)])([np.zeros((2, 4)), np.zeros((2, 4, 1))])[0].shape == (2, 4)


def test_a_list_of_specs_names_the_tensor_that_is_wrong():
    with pytest.raises(ValueError, match="tensor number 1 one with 3 axes"):
        Picky([InputSpec(ndim=2), InputSpec(ndim=3)])([np.zeros((2, 4)), np.zeros((2, 4))])
    with pytest.raises(ValueError, match="takes 2 tensors, but got 1"):
        Picky([InputSpec(ndim=2), InputSpec(ndim=3)])([np.zeros((2, 4))])


def test_the_layers_here_say_what_they_take():
    assert Conv2D(1, 1).input_spec.ndim == 4
    assert Dense(1).input_spec.min_ndim == 2


def test_a_spec_goes_through_its_configuration_and_contradicts_itself_never():
    spec = InputSpec(dtype="float32", ndim=2, axes={1: 3})
    assert InputSpec.from_config(spec.get_config()).get_config() == spec.get_config()
    with pytest.raises(ValueError, match="names an axis"):
        InputSpec(ndim=2, axes={2: 5})
    with pytest.raises(TypeError, match="input_spec must be an InputSpec"):
        Picky("two axes")
