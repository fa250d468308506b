"""Where skin is: region finders. No rule about colours finds anything here, nor does any cascade.

Faces are found to know where skin is, and forgotten; nothing is recognised, matched or stored.
"""

from everyhue.signals.regions.masks import MaskFolder, SuppliedMasks, people_of
from everyhue.signals.regions.models import setup_models
from everyhue.signals.regions.names import FINDERS, finder_called
from everyhue.signals.regions.region import Finder, Pixels, Region
from everyhue.signals.regions.tasks import MediaPipeFinder
from everyhue.signals.regions.wheel import WheelFinder
from everyhue.signals.regions.whole import WholePicture

__all__ = [
    "FINDERS", "Finder", "MaskFolder", "MediaPipeFinder", "Pixels", "Region", "SuppliedMasks",
    "WheelFinder", "WholePicture", "finder_called", "people_of", "setup_models",
]  # fmt: skip
