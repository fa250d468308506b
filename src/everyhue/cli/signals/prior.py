"""What is printed where labels come from the uncalibrated prior, and what to do next."""

from __future__ import annotations

from pathlib import Path

_WHAT = (
    "No --model was named, so these labels come from an uncalibrated prior: published limits "
    "between classes of skin colour, and how far light moves lightness. It was fitted to no "
    "picture. Expect it to err, most in dim and in bright pictures. It shows nobody under the two "
    "middle ranges, so by itself it does not pass an audit, and the product keeps the refinement "
    "off. It is a start."
)


def words_of_prior(folder: Path, finder: str, out: Path) -> str:
    """Return what the prior is, and the commands that come next, with the names just used.

    Examples
    --------
    >>> words_of_prior(Path("photos"), "masks=drawn", Path("t.parquet")).splitlines()[3].strip()
    'everyhue signals label photos --as skin_tone --out votes.csv'
    """
    fit = f"--pictures {folder} --labels votes.csv --finder {finder} --out tone.model"
    with_it = f"--model tone.model --finder {finder} --out {out}"
    lines = (
        _WHAT, "Next:",
        "  1. Have people annotate a sample:",
        f"       everyhue signals label {folder} --as skin_tone --out votes.csv",
        "  2. Fit a model on their votes (30 people a range at the least, 300 to plan for):",
        f"       everyhue signals train skin_tone {fit}",
        f"       everyhue signals run {folder} {with_it}",
        "     Have fewer? Go on annotating, and see meanwhile how far off the prior is:",
        f"       everyhue audit signals {out} --truth votes.csv --out report/",
        "  3. Audit on votes that the model did not learn from. A pass lets you switch it on.",
        f"       everyhue audit signals {out} --truth audit.csv --except votes.csv --out report/",
    )  # fmt: skip
    return "\n".join(lines)
