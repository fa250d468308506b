"""A signal learnt from a team's own vectors and votes, with reasons to abstain and thresholds."""

from everyhue.signals.trained.signal import TrainedSignal
from everyhue.signals.trained.train import Training, TrainSettings, train_signal

__all__ = ["TrainSettings", "TrainedSignal", "Training", "train_signal"]
