"""``everyhue signals``: one file a sub-command, imported only when it is called."""

from __future__ import annotations

import click

from everyhue.cli.lazy import LazyGroup

LISTED = {
    "import": "Take labels you already have: vendors, annotators, data sets.",
    "label": "Open a page on which people annotate a sample of your pictures.",
    "train": "Learn a signal from votes, and say what it does on votes held out.",
    "run": "Label a folder of pictures or a table of vectors.",
    "embed": "Turn pictures into vectors with a model you have on disk.",
    "setup-finder": "Set up, once, what finds skin in pictures.",
}


@click.group("signals", cls=LazyGroup, commands_of="everyhue.cli.signals", listed=LISTED)
def command() -> None:
    """Label what your content shows: skin tone range, hair pattern, body type, or your own.

    Labels you already have come first. A signal of ours stays off until it passes on a sample that
    your own people annotated: see `everyhue audit signals --help`.

    \b
    everyhue signals import labels.csv --as skin_tone
    everyhue signals label photos/ --as hair_pattern --n 600 --out votes.csv
    everyhue signals train hair_pattern --vectors v.npy --labels votes.csv --out hair.model
    everyhue signals run --vectors v.npy --model hair.model --out hair.parquet
    everyhue audit signals hair.parquet --truth hair.heldout.csv --out report/
    """
