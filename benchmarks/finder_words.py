"""The page that `finder.py` writes."""

from __future__ import annotations

from typing import Any

from everyhue.signals.intervals import share_of


def page(told: dict[str, Any]) -> str:
    """Return the page of what was found."""
    now = ", ".join(f"{value:g}" for value in told["now"])
    return f"""# What finds people

Made by `python benchmarks/finder.py FINDER --garments FOLDER --wheel WHEEL --write`. Shares with
95 % Wilson intervals; differences of tones as in `widest_gap`. Photographs are used where they lie:
none is in the repository, and nothing of one is kept but the counts here.

## Faces that are none: 400 garment photographs

All 400 were looked at: none shows a face, four a hand that holds the thing up, two bare feet. So
each face found in them is a false alarm. Which half a picture is in says the first byte of the
SHA-256 of its file name, even or odd. The rule: of {_TRIED},
the least strict at which no picture of one half has a face. They are then judged on the other half.

| chosen on | thresholds (near, far, both) | false alarms on the other half |
|---|---|---|
{_chosen(told["rows"])}

In use: {now}, the choice of the odd half. Thresholds like them had once been set on all 400,
and which half names them was settled with both seen: the last line is the one to quote.
With them: {_kept(told["kept"])}.
Each choice on the half that it had not seen, together: {_crossed(told["rows"])}.

## Real faces

`skimage.data.lfw_subset()`: 100 grey faces of press photographs and 100 pieces of background,
25 × 25 pixels each, enlarged and laid on a plain ground. They are poor pictures, of few kinds of
people, without tone labels: they say something of recall, nothing of parity.

| enlarged to | faces found | background taken for a face |
|---|---|---|
{_people(told["people"])}

`skimage.data.astronaut()`: {_word(told["found"]["astronaut"])}. A man in profile behind a
camera, grey, `skimage.data.camera()`: {_word(told["found"]["camera"])}.

## Hands

MediaPipe 1.2.2 loads `palm_detection_full` and `hand_landmark_full` of the 0.10.21 wheel, bundled,
as a hand landmarker; thresholds are its own, .5. Drawn hands before the camera of the bench, each
in ten tones with nothing else changed (henna is drawn lighter on tones 9 and 10), 256 × 320 pixels,
{told["hands"]["found"].shape[0]} hands a tone. Outlines of drawings may be in the way: so each is
also looked at softened, and softened and smaller. *Any* is found in at least one of these looks.

{_hands(told["hands"])}

A finder of hands has to find every tone within .02 of any other, as faces are found.
{_verdict(told["hands"]["gaps"])}

Real photographs of hands are too few to say more: {_real(told["hands"]["real"])}.
"""


MOST_APART = 0.02
_TRIED = "near and far scores of .5, .55 … .9 and sums of 1.0, 1.1 … 1.4"
LOOKS = ("as it is", "softened", "7/10", "half", "a third", "any")


def _chosen(rows: list[Any]) -> str:
    said = []
    for side, n, at, rate in rows:
        half = ("even", "odd")[side]
        said.append(f"| {half} ({n}) | {', '.join(f'{v:g}' for v in at)} | {_of(rate)} |")
    return "\n".join(said)


def _of(rate: Any) -> str:
    return f"{round(rate.estimate * rate.n)} of {rate.n}: {rate}"


def _kept(rates: list[Any]) -> str:
    return f"even half {_of(rates[0])}, odd half {_of(rates[1])}"


def _crossed(rows: list[Any]) -> str:
    hits = sum(round(rate.estimate * rate.n) for *_, rate in rows)
    return _of(share_of(hits, sum(rate.n for *_, rate in rows)))


def _people(rates: dict[Any, Any]) -> str:
    return "\n".join(
        f"| {width} pixels | {_of(rates['face', width])} | {_of(rates['none', width])} |"
        for width in (64, 128)
    )


def _word(found: bool) -> str:
    return "found" if found else "not found"


def _hands(told: dict[str, Any]) -> str:
    found = told["found"]
    n = found.shape[0]
    lines = ["| tone | " + " | ".join(LOOKS) + " |", "|---" * (len(LOOKS) + 1) + "|"]
    for tone in range(10):
        rates = (share_of(int(hits), n) for hits in found[:, tone].sum(axis=0))
        lines.append(f"| {tone + 1} | " + " | ".join(map(str, rates)) + " |")
    lines.append("| largest difference | " + " | ".join(map(str, told["gaps"])) + " |")
    return "\n".join(lines)


def _verdict(gaps: list[Any]) -> str:
    held = [name for name, gap in zip(LOOKS, gaps, strict=True) if gap.estimate <= MOST_APART]
    return f"It is, in: {', '.join(held)}." if held else "It is not, in any look: **none ships.**"


def _real(real: dict[bool, Any]) -> str:
    hands, none = real[True], real[False]
    said = []
    for place in (0, len(LOOKS) - 1):
        true = share_of(int(hands[:, place].sum()), len(hands))
        wrong = share_of(int(none[:, place].sum()), len(none))
        said.append(
            f"{LOOKS[place]}, hands are seen in {_of(true)} that show one, and in {_of(wrong)}"
        )
    return "; ".join(said) + " that show none"
