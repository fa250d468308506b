"""What a signal cannot say, in plain words, for the report and the model card."""

from __future__ import annotations

from everyhue.signals.tone import is_prior
from everyhue.signals.tone.prior import LIMITS
from everyhue.types import Dimension, Provenance

_ALL = (
    "It describes pictures. It is never a fact about a person, and nothing here is about who looks "
    "at them.",
    "Annotators are people of some place: what they see differs by where they live. Two teams may "
    "both be right.",
    "The numbers are of this sample. Other cameras, other content or another model need another "
    "sample.",
    "A pass says that stated figures kept stated bounds. It does not show that there is no "
    "disparity elsewhere.",
    "Small crossings are not told. What happens to few people can still be bad.",
)
_OWN = {
    "skin_tone": (
        "This is the apparent tone in a picture, not a person's skin. Light, camera, make-up and "
        "editing change it.",
        "It says nothing of ancestry, ethnicity or health.",
    ),
    "hair_pattern": (
        "It is how hair looks in a picture; styled or straightened hair is what it looks like.",
        "Covered hair, or hair outside the picture, has no pattern here.",
    ),
    "body_type": (
        "It is fashion's own words for how clothes are cut. It says nothing of health, weight or "
        "size in numbers.",
        "Loose clothing, pose and crop change what is seen. It is never for pictures of children.",
    ),
}


def limits_of(dimension: Dimension, made: Provenance | None = None) -> tuple[str, ...]:
    """Return the limits of a signal: of an uncalibrated prior, of its dimension, of any.

    Examples
    --------
    >>> from everyhue.signals import SKIN_TONE
    >>> limits_of(SKIN_TONE)[0].startswith("This is the apparent tone in a picture")
    True
    """
    own = _OWN.get(dimension.name, (dimension.note,) if dimension.note else ())
    return (*(LIMITS if made is not None and is_prior(made) else ()), *own, *_ALL)
