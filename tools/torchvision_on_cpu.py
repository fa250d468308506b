"""Let a torchvision that was built for CUDA be imported beside a torch that was not.

`ensure_torch.sh` puts this into the tests' folder of torch, as ``sitecustomize.py``, where the two
do not load each other otherwise: torchvision then asks for operators on boxes that its compiled
part would have registered. They are named here and do nothing; open_clip uses none of them.
"""

import sys
from importlib.abc import MetaPathFinder

BOXES = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"


class BeforeTorchvision(MetaPathFinder):
    """Names the operators when torchvision is about to be imported."""

    def find_spec(self, name, path, target=None):
        if name == "torchvision":
            sys.meta_path.remove(self)
            import torch

            for operator in ("nms", "qnms"):
                torch.library.define(f"torchvision::{operator}", BOXES)


sys.meta_path.insert(0, BeforeTorchvision())
