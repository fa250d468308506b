"""SVG by hand: elements, scales and the words of a number."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape as _escape

from everyhue.types import Value

CHARACTER = 7.0
"""Mean width of a character at 13 px, for fitting labels."""

_CONTROLS = {code: "�" for code in range(32) if chr(code) not in "\t\n\r"}
"""Characters that neither HTML nor SVG can hold, from the names of groups."""


class Html(str):
    """Text that is HTML already, and is not escaped."""

    __slots__ = ()


def escape(text: str) -> str:
    """Return text safe in HTML, quotes included; `Html` stays as it is.

    Examples
    --------
    >>> escape('<a "b">')
    '&lt;a &quot;b&quot;&gt;'
    """
    return text if isinstance(text, Html) else _escape(str(text).translate(_CONTROLS), quote=True)


def mark(name: str, content: str = "", **attributes: object) -> str:
    """Return one element; ``_`` in an attribute's name is ``-`` and a trailing one is dropped.

    Examples
    --------
    >>> mark("line", x1=0, class_="axis")
    '<line x1="0" class="axis"/>'
    """
    parts = "".join(f' {_name(key)}="{_text(value)}"' for key, value in attributes.items())
    return f"<{name}{parts}>{content}</{name}>" if content else f"<{name}{parts}/>"


def text(words: str, x: float, y: float, **attributes: object) -> str:
    """Return a line of text whose baseline is at (x, y)."""
    return mark("text", escape(words), x=x, y=y, **attributes)


def document(marks: str, size: tuple[int, int], name: str, title: str, summary: str) -> str:
    """Return a whole drawing that is read out as one picture."""
    heading = mark("title", escape(title), id=f"{name}t") + mark(
        "desc", escape(summary), id=f"{name}d"
    )
    return (
        f'<svg class="drawing" role="img" aria-labelledby="{name}t {name}d" '
        f'viewBox="0 0 {size[0]} {size[1]}" width="{size[0]}" height="{size[1]}">'
        f"{heading}{marks}</svg>"
    )


def fitted(words: str, width: float) -> str:
    """Return words cut to about `width` pixels.

    Examples
    --------
    >>> fitted("customer service representative", 120)
    'customer service…'
    """
    room = int(width / CHARACTER)
    return words if len(words) <= room else words[: max(1, room - 1)].rstrip() + "…"


def percent(share: float) -> str:
    """Return a share in words.

    Examples
    --------
    >>> percent(0.428), percent(0.004), percent(0.0), percent(0.9996)
    ('43%', '0.4%', '0%', '99.9%')
    """
    if 0 < share < 0.0995:
        return f"{max(share * 100, 0.1):.1f}%"
    if 0.9945 < share < 1:
        return f"{min(share * 100, 99.9):.1f}%"
    return f"{share * 100:.0f}%"


def told(value: Value) -> str:
    """Return a share with its interval in words.

    Examples
    --------
    >>> told(Value(0.43, 0.38, 0.48, 0.95, 400)), told(Value.undefined_because("no list"))
    ('43% (38% to 48%)', 'undefined: no list')
    """
    if value.estimate is None:
        return f"undefined: {value.undefined}"
    if value.low is None or value.high is None:
        return percent(value.estimate)
    low, high = max(0.0, value.low), value.high
    return f"{percent(value.estimate)} ({percent(low)} to {percent(high)})"


def listed(words: Sequence[str]) -> str:
    """Join words as in a sentence.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *most, last = words or ("",)
    return f"{', '.join(most)} and {last}" if most else last


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-") if key != "viewBox" else key


def _text(value: object) -> str:
    return (
        f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else escape(str(value))
    )
