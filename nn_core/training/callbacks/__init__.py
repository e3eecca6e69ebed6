"""Callbacks: objects that listen while a model trains and may interfere."""

from nn_core.training.callbacks.callback import Callback
from nn_core.training.callbacks.callback_list import CallbackList
from nn_core.training.callbacks.early_stopping import EarlyStopping
from nn_core.training.callbacks.history import History
from nn_core.training.callbacks.lambda_callback import LambdaCallback
from nn_core.training.callbacks.model_checkpoint import ModelCheckpoint
from nn_core.training.callbacks.progbar_logger import ProgbarLogger

__all__ = ["Callback", "CallbackList", "EarlyStopping", "History", "LambdaCallback", "ModelCheckpoint", "ProgbarLogger"]
