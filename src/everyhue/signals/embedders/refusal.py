"""Models made to tell people apart are refused, whatever they would be used for here."""

from __future__ import annotations

import re
from collections.abc import Iterable

from everyhue.errors import InputError

_MARKS = (
    "adaface", "antelopev2", "arc_face", "arcface", "buffalo_", "cosface", "curricularface",
    "deepface", "deepid", "dlib_face", "elasticface", "face_recognition", "face_reid", "facenet",
    "facerecog", "faceverif", "glint360k", "glintr100", "inception_resnet_v1", "insightface",
    "magface", "ms1m", "openface", "partial_fc", "person_reid", "sphereface", "vggface", "w600k",
    "webface",
)  # fmt: skip
_WORDS = re.compile(r"(?<![a-z0-9])(casia|face_id|sface)(?![a-z0-9])")
"""Marks that are parts of harmless words, so they count as whole words only."""

_JOINTS = re.compile(r"[\s\-.]+")

FACE_SIDE, FACE_WIDTHS = 112, (128, 256, 512)
"""The crop and the vectors that nearly all face-recognition models have in common."""


def refuse_face_recognition(what: str, words: Iterable[str]) -> None:
    """Raise where names or metadata say that a model recognises faces.

    Parameters
    ----------
    what : str
        The model, for the message.
    words : iterable of str
        File names, graph names, metadata, configuration.

    Raises
    ------
    InputError
        Naming the word that gave it away.

    Examples
    --------
    >>> refuse_face_recognition("m.onnx", ["clip-vit-b32"])
    >>> refuse_face_recognition("m.onnx", ["InsightFace buffalo_l"])
    Traceback (most recent call last):
    ...
    everyhue.errors.InputError: m.onnx: 'InsightFace buffalo_l' says that it recognises faces...
    """
    for word in words:
        plain = _JOINTS.sub("_", word.casefold())
        if any(mark in plain for mark in _MARKS) or _WORDS.search(plain):
            raise _refused(what, f"{word[:60]!r} says that it recognises faces")


def refuse_face_shape(what: str, side: int | None, width: int | None, stated: bool) -> None:
    """Raise where a model takes crops and gives vectors as face-recognition models do.

    A model for whole pictures that happens to have that shape is let in where its sidecar says
    ``"kind": "whole_picture"``.
    """
    if side == FACE_SIDE and width in FACE_WIDTHS and not stated:
        raise _refused(
            what,
            f"{side} × {side} pixels in and {width} numbers out is the shape of models that "
            'recognise faces; if this one does not, state "kind": "whole_picture" in its sidecar',
        )


def _refused(what: str, why: str) -> InputError:
    return InputError(
        f"{what}: {why}. Everyhue takes no model that tells people apart: expected one that "
        "embeds whole pictures, such as an image–text model."
    )
