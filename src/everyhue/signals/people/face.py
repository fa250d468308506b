"""The face: shape, ears, light and shade, age, freckles, vitiligo, beard."""

from __future__ import annotations

from everyhue.signals.people.features import brow, eye, mouth, nose
from everyhue.signals.people.head import Head
from everyhue.signals.people.palette import lab, shift
from everyhue.signals.people.svg import fill, group, layered, line, oval, smooth, stroke, twice


def face(head: Head) -> str:
    """Return ears, face and features."""
    key = head.key
    return (
        _ears(head)
        + layered(f"{key}s", smooth(head.outline, fine=True), f'fill="{head.skin.base}"')
        + f'<clipPath id="{key}f"><use href="#{key}s"/></clipPath>'
        + group(_light(head) + _marks(head), more=f'clip-path="url(#{key}f)"')
        + _lines(head)
        + nose(head)
        + twice(f"{key}e", eye(head) + brow(head))
        + _beard(head)
        + mouth(head)
        + _studs(head)
    )


def _ears(head: Head) -> str:
    x = head.width + 3
    inner = stroke(f"M{x + 3:.0f} 2q4 6-3 15", head.skin.line, 1.6, 'opacity=".45"')
    return twice(f"{head.key}a", oval(x, 10, 9, 15, head.skin.base) + inner)


def _light(head: Head) -> str:
    """Shade on one side, blush on the cheeks, light on brow, cheekbone and nose."""
    w, tone, key = head.width, head.skin, head.key
    shade = [(w + 6, -70), (w * 0.72, -30), (w * 0.8, 10), (w * 0.62, 44), (14, 92), (w, 96)]
    cheek = "".join(oval(s * w * 0.62, 30, 17, 12, f"url(#{key}b)") for s in (-1, 1))
    turn = f'transform="rotate(-24 {-w * 0.58:.0f} 17)" opacity=".7"'
    return (
        _radial(f"{key}b", tone.blush, _blush(head))
        + _radial(f"{key}h", tone.light, _glow(head.person.tone))
        + oval(-14, -8, w * 1.1, 84, f"url(#{key}h)")
        + fill(smooth(shade), tone.shade, 'opacity=".5"')
        + cheek
        + oval(-w * 0.58, 17, 11, 5, tone.light, turn)
    )


def _radial(key: str, colour: str, opacity: float) -> str:
    return (
        f'<radialGradient id="{key}"><stop stop-color="{colour}" stop-opacity="{opacity}"/>'
        f'<stop offset="1" stop-color="{colour}" stop-opacity="0"/></radialGradient>'
    )


def _glow(tone: int) -> float:
    """Strength of the lit plane: deep skin needs it most, the lightest hardly."""
    return 0.2 if tone <= 3 else 0.6 if tone <= 7 else 0.95


def _blush(head: Head) -> float:
    return {"bare": 0.3, "natural": 0.42}.get(head.person.makeup, 0.62)


def _marks(head: Head) -> str:
    worn, tone = head.person.extras, head.skin
    text = ""
    if "freckles" in worn and head.person.tone <= 7:
        dots = "".join(
            f"M{head.rng.uniform(-40, 40):.0f} {head.rng.uniform(12, 34):.0f}h.1" for _ in range(26)
        )
        text += stroke(dots, tone.line, 2.2, 'opacity=".4"')
    if "vitiligo" in worn:
        pale = shift(tone.base, 30 if lab(tone.base)[0] < 60 else 7, 2, -6)
        text += fill(
            smooth([(-52, -22), (-34, -30), (-14, -18), (-12, 4), (-30, 10), (-50, 4)])
            + smooth([(8, 46), (30, 40), (36, 56), (24, 78), (6, 70)])
            + smooth([(30, -70), (50, -56), (40, -44), (26, -52)]),
            pale, 'opacity=".75"',
        )  # fmt: skip
    return text


def _lines(head: Head) -> str:
    """Lines of a lived face."""
    age = head.person.age
    if age == "young":
        return ""
    m = head.mouth
    folds = "".join(
        f"M{s * (head.nose + 7):.0f} 34q{s * 7} 7 {s * (m - head.nose):.0f} 17" for s in (-1, 1)
    )
    if age == "older":
        folds += (
            "".join(
                f"M{s * 45} -2l{s * 7} -4M{s * 45} 3l{s * 7} 2M{s * 18} 15q{s * 8} 4 {s * 17} 0"
                for s in (-1, 1)
            )
            + "M-20 -46q20 -5 40 0"
        )
    return stroke(folds, head.skin.line, 1.6, 'opacity=".42"')


def _beard(head: Head) -> str:
    worn = head.person.extras
    if head.person.presentation == "feminine" or not worn & {"beard", "moustache"}:
        return ""
    moustache = smooth(
        [(-22, 50), (-12, 41), (0, 43), (12, 41), (22, 50), (10, 48), (0, 49), (-10, 48)]
    )
    if "beard" not in worn:
        return fill(moustache, head.hair)
    w, j, deep = head.width, head.jaw, head.chin + head.rng.choice((3, 6, 14))
    outer = [(w + 1, 0), (w - 1, 28), (j + 4, 56), (head.chin_width + 12, deep - 6), (0, deep)]
    inner = [(10, 70), (24, 58), (25, 46), (36, 42), (w - 9, 22), (w - 5, 0)]
    ring = [*outer, *[(-x, y) for x, y in outer[-2::-1]]]
    back = [*[(-x, y) for x, y in inner[::-1]], *inner]
    shape = line(ring) + "L" + line(back)[1:] + "Z"
    return fill(shape, head.hair) + fill(moustache, head.hair)


def _studs(head: Head) -> str:
    worn = head.person.extras
    text = oval(head.nose - 1, 31, 1.8, 1.8, "#f3cf6b") if "nose stud" in worn else ""
    return text + (oval(0, -24, 3, 3, "#b3202e") if "bindi" in worn else "")
