"""What `import nn_core as keras` gives beside the packages."""

import numpy as np

import nn_core as keras


def test_the_base_classes_and_settings_are_where_scripts_look_for_them():
    assert keras.Loss is keras.losses.Loss
    assert keras.Metric is keras.metrics.Metric
    assert keras.Optimizer is keras.optimizers.Optimizer
    assert issubclass(keras.initializers.Zeros, keras.Initializer)
    assert issubclass(keras.regularizers.L2, keras.Regularizer)
    assert keras.config.floatx() == keras.backend.floatx() == "float32"
    assert keras.config.backend() == "numpy"
    assert keras.version() == keras.__version__


def test_everything_listed_exists():
    assert [name for name in keras.__all__ if not hasattr(keras, name)] == []


def test_random_numbers_follow_their_distributions():
    drawn = keras.random.gamma((4000,), 3.0, seed=1)
    assert np.mean(drawn) == np.float32(np.mean(drawn))
    np.testing.assert_allclose(np.mean(drawn), 3.0, rtol=0.1)
    np.testing.assert_allclose(np.mean(keras.random.binomial((4000,), 10, 0.3, seed=1)), 3.0, rtol=0.1)
    np.testing.assert_allclose(np.mean(keras.random.beta((4000,), 1.0, 3.0, seed=1)), 0.25, rtol=0.1)
    kept = keras.random.dropout(np.ones(1000, "float32"), 0.5, seed=1).numpy()
    assert set(np.unique(kept)) == {0.0, 2.0}
