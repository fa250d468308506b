"""Haircuts: which exist for which pattern, for whom they are drawn, and the words for them."""

from __future__ import annotations

CUTS: dict[str, dict[str, str]] = {
    "straight": {
        "bob": "straight bob", "lob": "sleek shoulder length hair", "long": "long straight hair",
        "bun": "sleek bun", "ponytail": "sleek ponytail", "pixie": "pixie cut",
        "half up": "straight half up hair", "side braid": "side braid on straight hair",
        "crop": "short straight crop", "fade": "side part with fade",
    },
    "wavy": {
        "bob": "wavy bob", "lob": "wavy shoulder length hair", "long": "long wavy hair",
        "bun": "loose wavy bun", "ponytail": "wavy ponytail", "pixie": "wavy pixie cut",
        "half up": "wavy half up hair", "side braid": "side braid on wavy hair",
        "crop": "short wavy crop", "fade": "wavy quiff with fade",
    },
    "curly": {
        "bob": "curly bob", "lob": "curly shoulder length hair", "long": "long curly hair",
        "bun": "curly bun", "ponytail": "curly ponytail", "pixie": "curly pixie cut",
        "half up": "curly half up hair", "side braid": "side braid on curly hair",
        "crop": "short curly crop", "fade": "curly top with fade",
    },
    "coily": {
        "afro": "big round afro", "short afro": "short natural afro", "puff": "high afro puff",
        "two puffs": "two afro puffs", "bob": "coily bob", "tapered": "tapered coily cut",
        "fade": "afro with fade", "long": "shoulder length coils", "bun": "natural coily bun",
    },
    "protective": {
        "box braids": "box braids", "bob": "box braid bob", "cornrows": "cornrows",
        "locs": "long locs", "short locs": "short locs", "twists": "two strand twists",
        "braided bun": "braided bun", "bantu knots": "bantu knots",
    },
    "shaved_bald": {"bald": "bald head", "buzz": "buzz cut",
    "skin fade": "buzz cut with skin fade"},
}  # fmt: skip
"""Pattern → cut → the words a person searches with."""

ALIASES = {"braid bob": "bob"}
"""Cut names that recipes use, and the cut they mean."""

FEMININE_ONLY = frozenset(
    {"half up", "side braid", "two puffs", "ponytail", "puff", "lob", "braided bun", "bantu knots"}
)
MASCULINE_ONLY = frozenset({"fade", "crop", "skin fade"})
SHORT = frozenset(
    {"crop", "fade", "pixie", "tapered", "short afro", "bald", "buzz", "skin fade", "bantu knots",
     "bun", "puff", "braided bun", "two puffs", "cornrows"}
)  # fmt: skip
"""Cuts that a hat hides."""

EARS_FREE = SHORT - {"pixie"} | {"ponytail", "short locs"}
"""Cuts under which ears, and what is worn on them, are seen."""

PATTERN_WORDS = {
    "straight": "sleek straight hair", "wavy": "soft waves", "curly": "defined curls",
    "coily": "natural coils", "protective": "protective style", "shaved_bald": "shaved head",
}  # fmt: skip


def cuts_for(pattern: str, wanted: tuple[str, ...], presentation: str) -> list[str]:
    """Return the cuts of `pattern` that are wanted and drawn for `presentation`."""
    named = {ALIASES.get(name, name) for name in wanted}
    known = [cut for cut in CUTS[pattern] if not named or cut in named]
    barred = {"feminine": MASCULINE_ONLY, "masculine": FEMININE_ONLY}.get(presentation, frozenset())
    return [cut for cut in known if cut not in barred] or known


def cut_words(pattern: str, cut: str) -> str:
    """Return the search words for a cut.

    Examples
    --------
    >>> cut_words("protective", "bob")
    'box braid bob'
    """
    return CUTS[pattern][cut]
