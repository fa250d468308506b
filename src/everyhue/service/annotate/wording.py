"""What annotators are asked, and the answers they can give."""

from __future__ import annotations

from dataclasses import dataclass

from everyhue.types import Bucket, Dimension


@dataclass(frozen=True, slots=True)
class Answer:
    """One button.

    Parameters
    ----------
    word : str
        What is written down.
    label : str
        What is read.
    key : str
        Key that presses it.
    swatches : tuple of str
        Colours of the chart beside it, none for words alone.
    hint : str
        When it is the right one.
    """

    word: str
    label: str
    key: str
    swatches: tuple[str, ...] = ()
    hint: str = ""


_QUESTIONS = {
    "skin_tone": (
        "Which range is nearest to the skin you see?",
        "Go by the tone in the picture, where light is even. Leave out make-up, shine and deep "
        "shadow.",
    ),
    "hair_pattern": (
        "Which hair pattern do you see?",
        "How the hair looks in this picture, however it came to look so.",
    ),
    "body_type": (
        "Which range fits the figure you see?",
        "Fashion's words for how clothes are cut. It says nothing of health or weight.",
    ),
}
_REASONS = {
    "no_person": ("No person", "p", "Nobody is in the picture."),
    "several_people": ("Several people", "m", "They differ, so one answer would not fit."),
    "child": ("Child", "h", "The person is, or may be, a child."),
    "covered": ("Covered", "c", "By clothing, a scarf, a hat, a mask."),
    "not_visible": ("Not visible", "v", "Cut off, turned away, too small or blurred."),
    "too_dark": ("Too dark", "d", "Too dark, or too bright, to tell."),
    "greyscale": ("No colour", "g", "Black and white, or tinted all over."),
    "unknown": ("Cannot say", "x", "Any other reason, or you would rather not."),
}


def question_of(dimension: Dimension) -> tuple[str, str]:
    """Return the question and what to look at.

    Examples
    --------
    >>> from everyhue.signals import HAIR_PATTERN
    >>> question_of(HAIR_PATTERN)[0]
    'Which hair pattern do you see?'
    """
    plain = (f"{dimension.label}: which fits this picture?", dimension.note)
    return _QUESTIONS.get(dimension.name, plain)


def answers_of(dimension: Dimension) -> list[Answer]:
    """Return a button for each bucket, keyed 1, 2, 3 …

    Examples
    --------
    >>> from everyhue.signals import SKIN_TONE
    >>> [answer.key for answer in answers_of(SKIN_TONE)]
    ['1', '2', '3', '4']
    """
    keys = "1234567890"
    return [
        Answer(one.id, one.label, keys[at] if at < len(keys) else "", _colours(one),
               one.description)
        for at, one in enumerate(dimension.buckets)
    ]  # fmt: skip


def reasons_of(dimension: Dimension) -> list[Answer]:
    """Return a button for each reason that can hold in a dimension."""
    if not dimension.topics:
        words = ["not_visible", "unknown"]
    else:
        words = [word for word in _REASONS if word != "greyscale" or dimension.name == "skin_tone"]
    return [Answer(word, label, key, (), hint)
            for word, (label, key, hint) in _REASONS.items() if word in words]  # fmt: skip


def label_of(dimension: Dimension, word: str) -> str:
    """Return what an answer is called."""
    every = [*answers_of(dimension), *reasons_of(dimension)]
    return next((answer.label for answer in every if answer.word == word), word)


def _colours(bucket: Bucket) -> tuple[str, ...]:
    return tuple((bucket.swatch or "").split())
