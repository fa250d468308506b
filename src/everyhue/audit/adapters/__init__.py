"""Files and tables as lazy frames of the engine that is to count them."""

from everyhue.audit.adapters.frame_of import ENGINES, Engine, frame_of
from everyhue.audit.adapters.reading import reading
from everyhue.audit.adapters.source import ENDINGS, Source, source_of

__all__ = ["ENDINGS", "ENGINES", "Engine", "Source", "frame_of", "reading", "source_of"]
