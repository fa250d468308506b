"""What is corrected, from tallies and merged moments: weights of rows, and concepts erased."""

from everyhue.mitigation.erase import Eraser, Moments
from everyhue.mitigation.reweighing import Weights, reweighing

__all__ = ["Eraser", "Moments", "Weights", "reweighing"]
