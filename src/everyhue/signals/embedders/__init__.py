"""Whole pictures to vectors, by a model the operator has on disk. Nothing is downloaded."""

from everyhue.signals.embedders.opening import Embedder, open_embedder
from everyhue.signals.embedders.prepare import Preparation
from everyhue.signals.embedders.refusal import refuse_face_recognition

__all__ = ["Embedder", "Preparation", "open_embedder", "refuse_face_recognition"]
