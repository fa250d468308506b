"""Run by the Python that has MediaPipe, with our sources on its path: what `MediaPipeFinder` does.

Arguments: folder of models, pictures (.npz), answers (.npz), folder of broken models.
"""

import gc
import json
import pickle
import sys
from pathlib import Path

import numpy as np

from everyhue.errors import InputError
from everyhue.signals.regions import MediaPipeFinder

NEAR, FAR = "face_detection_short_range.tflite", "face_detection_full_range_sparse.tflite"


def refusal(*paths):
    """The text of the one error, or what else came of it."""
    try:
        return f"loaded: {MediaPipeFinder(*paths).id}"
    except InputError as error:
        return str(error)


def main(models, pictures, answers, broken):
    near, far = Path(models, NEAR), Path(models, FAR)
    finder = MediaPipeFinder(near, far)
    again = pickle.loads(pickle.dumps(finder))
    told = {"ids": [finder.id, again.id, MediaPipeFinder(near).id], "people": {}, "again": {}}
    masks = {}
    for name, pixels in np.load(pictures).items():
        regions, others = finder.find(pixels), again.find(pixels)
        told["people"][name] = [region.confidence for region in regions]
        told["again"][name] = [region.confidence for region in others]
        for at, region in enumerate(regions):
            masks[f"{name} {at}"] = region.mask
            masks |= {f"{name} {at} {part}": mask for part, mask in region.parts.items()}
    told["refused"] = {
        path.name: [refusal(path), refusal(near, path)] for path in sorted(Path(broken).iterdir())
    }
    for _ in range(30):  # a detector that is dropped must not wait for a thread that is gone
        dropped = MediaPipeFinder(near)
        dropped.itself = dropped
        del dropped
        gc.collect()
    told["loaded"] = [name for name in ("scipy", "polars", "pydantic") if name in sys.modules]
    np.savez(answers, told=json.dumps(told), **masks)


if __name__ == "__main__":
    main(*sys.argv[1:])
