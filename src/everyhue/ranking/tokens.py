"""From a query to tokens: folded words, and single characters of Japanese writing."""

from __future__ import annotations

import re
import unicodedata

_UNSPACED = "\u3005\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u9fff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_MINUS = re.compile(r"(?:^|(?<=\s))[-\u2212\u2013](?=\w)")
_ACCENTS = re.compile("[\u0300-\u036f]")


def fold(text: str) -> str:
    """Return `text` without differences of width, case and accent.

    Examples
    --------
    >>> fold("Ｃｏｉｆｆｕｒｅ Frisée"), fold("Weiß"), fold("ﾈｲﾙ")
    ('coiffure frisee', 'weiss', 'ネイル')
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    if folded.isascii():
        return folded
    # Only Latin accents go: the marks of が and パ are other characters and make other words.
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", folded))
    return unicodedata.normalize("NFC", bare)


def query_tokens(text: str) -> list[str]:
    """Return the tokens of `text` in order.

    A leading minus, the search operator, becomes the word ``minus``.

    Parameters
    ----------
    text : str
        What a person typed, or a caption.

    Returns
    -------
    list of str
        Folded words; for Japanese writing, which has no spaces, every character.

    Notes
    -----
    Cost: about 5 µs for five words.

    Examples
    --------
    >>> query_tokens("Women's half-up hair"), query_tokens("前髪 bob")
    (['women', 'half', 'up', 'hair'], ['前', '髪', 'bob'])
    >>> query_tokens("brides -blonde")
    ['brides', 'minus', 'blonde']
    """
    return _TOKEN.findall(_MINUS.sub("minus ", _POSSESSIVE.sub("", fold(text))))
