"""Label a folder of pictures or a table of vectors: resumable, on all cores, in bounded memory."""

from everyhue.signals.running.inputs import pictures_in
from everyhue.signals.running.journal import Journal
from everyhue.signals.running.reader import ReaderSpec, load_model
from everyhue.signals.running.run import Effort, Run, Table, run_pictures, run_vectors

__all__ = [
    "Effort", "Journal", "ReaderSpec", "Run", "Table", "load_model", "pictures_in", "run_pictures",
    "run_vectors",
]  # fmt: skip
