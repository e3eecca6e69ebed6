"""Scripts may import from where Keras 2 had things; each import says so once."""

import importlib
import sys

import numpy as np
import pytest

import nn_core
from nn_core.spec import legacy, old_modules


@pytest.fixture(autouse=True)
def _imported_anew():
    """Forget what is remembered of the old modules, before and after."""
    forget()
    yield
    forget()


def forget():
    names = [f"nn_core.{name}" for name in legacy.MODULES]
    for name in set(names) & set(sys.modules):
        module = sys.modules[name]
        for remembered in ("BatchNormalization", "Dense", "LSTM", "MaxPooling2D"):
            vars(module).pop(remembered, None)
        if type(getattr(module, "__loader__", None)) is old_modules.OldModules:
            del sys.modules[name]
            package, _, own = name.rpartition(".")
            if package in sys.modules and vars(sys.modules[package]).get(own) is module:
                vars(sys.modules[package]).pop(own)
                if "shadowed" in vars(module):
                    setattr(sys.modules[package], own, vars(module)["shadowed"])


@pytest.mark.parametrize(
    ("module", "name", "now"),
    [
        ("layers.normalization", "BatchNormalization", nn_core.layers),
        ("layers.convolutional", "Convolution2D", nn_core.layers),
        ("layers.core", "Dense", nn_core.layers),
        ("layers.embeddings", "Embedding", nn_core.layers),
        ("layers.recurrent", "LSTM", nn_core.layers),
        ("layers.merge", "Concatenate", nn_core.layers),
        ("layers.pooling", "MaxPooling2D", nn_core.layers),
        ("utils.np_utils", "to_categorical", nn_core.utils),
        ("engine.topology", "Layer", nn_core.layers),
        ("engine.training", "Model", nn_core.models),
        ("objectives", "mean_squared_error", nn_core.losses),
    ],
)
def test_an_old_place_has_what_it_had_and_says_where_it_is_now(module, name, now):
    with pytest.warns(UserWarning, match=f"'nn_core.{module}' is an old place; import from '{now.__name__}'") as caught:
        found = getattr(importlib.import_module(f"nn_core.{module}"), name)
    assert found is getattr(now, name)
    assert len(caught) == 1


@pytest.mark.parametrize("module", sorted(legacy.MODULES))
@pytest.mark.filterwarnings("ignore:.*is an old place")
def test_every_place_of_the_list_can_be_imported(module):
    assert importlib.import_module(f"nn_core.{module}") is not None


def test_from_imports_point_at_the_line_of_the_script():
    with pytest.warns(UserWarning, match="old place") as caught:
        from nn_core.layers.core import Dense
    assert Dense is nn_core.layers.Dense
    assert [each.filename for each in caught] == [__file__]


@pytest.mark.filterwarnings("ignore:.*is an old place")
def test_everything_of_an_old_module_can_be_imported_at_once():
    names: dict[str, object] = {}
    exec("from nn_core.layers.convolutional import *", names)
    assert names["Conv2D"] is nn_core.layers.Conv2D


@pytest.mark.filterwarnings("ignore:.*is an old place")
def test_what_never_was_there_is_not_there_now():
    with pytest.raises(ImportError, match="Dnse"):
        exec("from nn_core.layers.core import Dnse", {})
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("nn_core.layers.nonsense")


def test_schedules_and_settings_are_where_keras_has_them():
    assert (
        importlib.import_module("nn_core.optimizers.schedules").CosineDecay is nn_core.optimizers.schedules.CosineDecay
    )
    assert importlib.import_module("nn_core.config").floatx() == "float32"


@pytest.mark.filterwarnings("ignore:.*is an old place", "ignore:merge with mode")
def test_a_function_and_a_module_may_have_the_same_name():
    importlib.import_module("nn_core.layers.merge")
    assert nn_core.layers.merge.Add is nn_core.layers.Add
    assert nn_core.layers.merge([np.ones((1, 1)), np.ones((1, 1))], mode="sum").numpy().tolist() == [[2]]
