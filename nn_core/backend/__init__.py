"""K: the functions of Keras's backend that scripts use, all differentiable where mathematics allows it.

Example:
    >>> from nn_core import backend as K
    >>> def root_mean_squared_error(y_true, y_pred):
    ...     return K.sqrt(K.mean(K.square(y_pred - y_true)))
"""

from nn_core.backend.graph import *  # noqa: F403
from nn_core.backend.learning import *  # noqa: F403
from nn_core.backend.mathematics import *  # noqa: F403
from nn_core.backend.pictures import *  # noqa: F403
from nn_core.backend.sequences import *  # noqa: F403
from nn_core.backend.sessions import *  # noqa: F403
from nn_core.backend.shapes import *  # noqa: F403
from nn_core.backend.types import *  # noqa: F403
from nn_core.backend.values import *  # noqa: F403
from nn_core.spec.defaults import (  # noqa: F401
    epsilon,
    floatx,
    image_data_format,
    set_epsilon,
    set_floatx,
    set_image_data_format,
)
