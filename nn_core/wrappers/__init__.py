"""Models in the manner of scikit-learn, as Keras 2 wrapped them; scikit-learn itself is not needed."""

from nn_core.wrappers.scikit_learn import KerasClassifier, KerasRegressor

__all__ = ["KerasClassifier", "KerasRegressor"]
