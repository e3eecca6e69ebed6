"""Callbacks: objects that listen while a model trains and may interfere."""

from nn_core.training.callbacks.backup_and_restore import BackupAndRestore
from nn_core.training.callbacks.base_logger import BaseLogger
from nn_core.training.callbacks.callback import Callback
from nn_core.training.callbacks.callback_list import CallbackList
from nn_core.training.callbacks.csv_logger import CSVLogger
from nn_core.training.callbacks.early_stopping import EarlyStopping
from nn_core.training.callbacks.history import History
from nn_core.training.callbacks.lambda_callback import LambdaCallback
from nn_core.training.callbacks.learning_rate_scheduler import LearningRateScheduler
from nn_core.training.callbacks.model_checkpoint import ModelCheckpoint
from nn_core.training.callbacks.progbar_logger import ProgbarLogger
from nn_core.training.callbacks.reduce_lr_on_plateau import ReduceLROnPlateau
from nn_core.training.callbacks.remote_monitor import RemoteMonitor
from nn_core.training.callbacks.swap_ema_weights import SwapEMAWeights
from nn_core.training.callbacks.tensor_board import TensorBoard
from nn_core.training.callbacks.terminate_on_nan import TerminateOnNaN

__all__ = [
    "BackupAndRestore",
    "BaseLogger",
    "CSVLogger",
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "ProgbarLogger",
    "ReduceLROnPlateau",
    "RemoteMonitor",
    "SwapEMAWeights",
    "TensorBoard",
    "TerminateOnNaN",
]
