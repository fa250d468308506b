"""The forms in which a word may be typed: plural, gender and case, by light rules per language."""

from __future__ import annotations

from collections.abc import Callable

_VOWELS = "aeiou"


def inflected(word: str, language: str, *, gender: bool = False) -> set[str]:
    """Return the forms of a folded word, itself included.

    The rules add endings and know no exceptions: a form that no one types does no harm.

    Parameters
    ----------
    word : str
        Folded, as `everyhue.ranking.tokens.fold` gives it.
    language : str
        Two letters. A language without rules has one form of every word.
    gender : bool
        Whether a Spanish or Portuguese ``-o`` may also be ``-a``, as adjectives' may.

    Examples
    --------
    >>> sorted(inflected("dress", "en")), sorted(inflected("liso", "es", gender=True))
    (['dress', 'dresses'], ['lisa', 'lisas', 'liso', 'lisos'])
    >>> "cacheados" in inflected("cacheado", "pt"), "frisuren" in inflected("frisur", "de")
    (True, True)
    """
    if len(word) < 3 or language not in _RULES:
        return {word}
    return {word, *_RULES[language](word, gender)}


def _english(word: str, gender: bool) -> set[str]:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return {word + "es"}
    if word.endswith("y") and word[-2] not in _VOWELS:
        return {word[:-1] + "ies"}
    return {word + "s"}


def _spanish(word: str, gender: bool) -> set[str]:
    if _swaps(word, gender):
        return {word[:-1] + end for end in ("os", "a", "as")}
    if word.endswith("z"):
        return {word[:-1] + "ces"}
    return {word + ("s" if word[-1] in _VOWELS else "es")}


def _portuguese(word: str, gender: bool) -> set[str]:
    if _swaps(word, gender):
        return {word[:-1] + end for end in ("os", "a", "as")}
    if word.endswith("ao"):
        return {word[:-2] + "oes", word[:-2] + "aes", word + "s"}
    if word.endswith("l"):
        return {word[:-1] + "is"}
    if word.endswith("m"):
        return {word[:-1] + "ns"}
    return {word + ("s" if word[-1] in _VOWELS else "es")}


def _swaps(word: str, gender: bool) -> bool:
    """Participles change with gender wherever they stand; other words only as adjectives."""
    return word.endswith(("ado", "ido")) or (gender and word.endswith("o"))


def _french(word: str, gender: bool) -> set[str]:
    forms = {word + end for end in ("s", "x", "e", "es")}
    if word.endswith("al"):
        forms.add(word[:-1] + "ux")
    if word.endswith("eux"):
        forms |= {word[:-1] + "se", word[:-1] + "ses"}
    if word.endswith(("en", "on", "el", "s")):
        forms |= {word + word[-1] + "e", word + word[-1] + "es"}
    if word.endswith("er"):
        forms |= {word[:-2] + "ere", word[:-2] + "eres"}
    return forms


def _german(word: str, gender: bool) -> set[str]:
    if word.endswith("e"):
        return {word + end for end in ("n", "r", "s", "m")}
    return {word + end for end in ("e", "en", "er", "es", "em", "n", "s", "ern")}


_RULES: dict[str, Callable[[str, bool], set[str]]] = {
    "en": _english, "es": _spanish, "pt": _portuguese, "fr": _french, "de": _german,
}  # fmt: skip
