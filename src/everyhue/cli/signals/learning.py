"""What `train` does with vectors and with pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np
from numpy.typing import NDArray

from everyhue.errors import bad_value
from everyhue.signals.clustered import codes_of
from everyhue.signals.labels_file import Labelled
from everyhue.signals.report_card import ReportCard, report_card
from everyhue.signals.running import Table
from everyhue.signals.tone import Sight, ToneModel, ToneSettings, fit_tone, sights_of
from everyhue.signals.trained import TrainedSignal, TrainSettings, train_signal
from everyhue.types import Dimension, Labels

if TYPE_CHECKING:
    from everyhue.signals.regions import Finder


NO_TREES = (
    "Boosted trees were not tried: scikit-learn is not installed. With some 300 people a range "
    "they often find more: pip install 'everyhue[boosted]'."
)


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """A model, and what is to be said of it.

    Parameters
    ----------
    model : ToneModel or TrainedSignal
        The model.
    card : ReportCard
        On the held-out part.
    held : tuple of str
        Items held out.
    labels : Labels
        Their labels.
    notes : tuple of str
        What could not be learnt.
    """

    model: ToneModel | TrainedSignal
    card: ReportCard
    held: tuple[str, ...]
    labels: Labels
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is to be learnt, and how.

    Parameters
    ----------
    dimension : Dimension
        What is learnt.
    source : str
        Where pictures and labels come from, in words.
    seed : int
        Splits the labels.
    precision : float
        Floor of every bucket.
    test : float
        Share that is held out.
    clusters : mapping of str to str, optional
        Item to person or shoot, which stays on one side of every split.
    """

    dimension: Dimension
    source: str
    seed: int = 0
    precision: float = 0.75
    test: float = 0.25
    clusters: Mapping[str, str] | None = None


def named_labels(path: Path, dimension: Dimension, least: int | None = None) -> Labelled:
    """Return labels by item: of a labels file, or settled from votes in any known layout."""
    from everyhue.catalog.annotated import Words, gather
    from everyhue.cli.signals.asked import tell_bad
    from everyhue.signals.labels_file import dimensions_in, read_labels

    if path.suffix.lower() in (".parquet", ".pq") and path.is_file():
        import polars

        if dimension.name in dimensions_in(polars.read_parquet_schema(path)):
            held = read_labels(path, dimension.name)
            if held.labels.buckets != dimension.ids:
                raise bad_value(f"buckets in {path}", held.labels.buckets, str(dimension.ids))
            return held
    found = gather(path, Words(dimension), least=least)
    tell_bad(path.name, found.bad)
    return found.labelled


def learn_from_vectors(table: Table, known: Labelled, lesson: Lesson) -> Learnt:
    """Learn a probe from the labelled rows of a table."""
    rows = {item: row for row, item in enumerate(table.items)}
    spots = [at for at, item in enumerate(known.items) if item in rows]
    if not spots:
        raise bad_value(
            "labelled items among the vectors", 0, "at least some",
            f"Labels name {known.items[0]!r}, vectors {table.items[0]!r}; state --items.",
        )  # fmt: skip
    labels = known.take(spots)
    vectors = np.asarray(table.vectors[[rows[item] for item in labels.items]], np.float32)
    absent = ~np.isfinite(vectors).all(axis=1) | ~vectors.any(axis=1)
    notes = _missing(len(known) - len(spots), "have no vector")
    if absent.any():
        notes += _missing(int(absent.sum()), "have a vector of zeros")
        labels, vectors = labels.take(np.flatnonzero(~absent).tolist()), vectors[~absent]
    whose = codes_of(labels.items, lesson.clusters)
    notes += _clustered(labels.items, lesson)
    made = train_signal(
        vectors, labels.labels, lesson.dimension, np.random.default_rng(lesson.seed),
        source=lesson.source, settings=TrainSettings(lesson.precision, lesson.test, clusters=whose),
    )  # fmt: skip
    held = labels.take(made.test.tolist())
    missed = tuple(
        f"{reason.replace('_', ' ')}: {count} held out, {got} of them were labelled all the same."
        for reason, (count, got) in made.missed.items()
    )
    return Learnt(made.signal, made.card, held.items, held.labels, (*notes, *made.notes, *missed))


def learn_from_pictures(
    folder: Path, known: Labelled, asked: tuple[str | None, Mapping[str, Path]], lesson: Lesson
) -> Learnt:
    """Fit a skin tone model on pictures with one person in each."""
    from everyhue.signals.probe.boosted import can_boost
    from everyhue.signals.probe.clusters import check_spread
    from everyhue.signals.probe.select import set_aside
    from everyhue.signals.regions import finder_called

    dimension, (name, paths) = lesson.dimension, asked
    if dimension.name != "skin_tone":
        raise bad_value("--pictures", dimension.name, "skin_tone", "Others learn from --vectors.")
    if name is None:
        raise bad_value("--finder", None, "what finds skin: mediapipe-wheel=PATH, masks=PATH …")
    finder = finder_called(name, **paths)
    people = _people(folder, known, finder)
    truth = np.array([bucket for _, bucket, _ in people], np.intp)
    sights = [sight for _, _, sight in people]
    rng = np.random.default_rng(lesson.seed)
    items = [item for item, _, _ in people]
    whose = codes_of(items, lesson.clusters)
    aside = set_aside(truth, lesson.test, rng, whose) if len(truth) else np.zeros(0, bool)
    check_spread(truth, aside.astype(np.intp), dimension.ids, whose)
    learn, test = np.flatnonzero(~aside), np.flatnonzero(aside)
    model = fit_tone(
        [sights[row] for row in learn], truth[learn], rng, finder=finder.name,
        source=lesson.source,
        settings=ToneSettings(precision=lesson.precision, clusters=_some(whose, learn)),
    )  # fmt: skip
    labels = tone_labels(model, [sights[row] for row in test])
    held = tuple(items[row] for row in test)
    settled = Labels.from_hard([dimension.ids[truth[row]] for row in test], dimension)
    card = report_card(labels, truth[test], dimension)
    notes = _missing(int((known.labels.sure >= 0).sum()) - len(people),
                     "show no single person with skin that can be read")  # fmt: skip
    notes += _clustered(items, lesson)
    if not can_boost():
        notes.append(NO_TREES)
    return Learnt(model, card, held, settled, tuple(notes))


def tone_labels(model: ToneModel, sights: Sequence[Sight]) -> Labels:
    """Return labels of people, one each."""
    from everyhue.signals.running.rows import labelled, said_of
    from everyhue.types import Provenance

    said = [said_of(model.read_sights([sight])) for sight in sights]
    source = Provenance(model.id, model.calibration.id)
    names = [str(row) for row in range(len(said))]
    return labelled(names, said, (model.dimension, model.buckets), source).labels


def _people(folder: Path, known: Labelled, finder: Finder) -> list[tuple[str, int, Sight]]:
    """Labelled pictures that show one person who can be read: name, bucket, sight."""
    from everyhue.cli.signals.asked import bar
    from everyhue.signals.picture import PictureError, read_picture

    labelled = [(item, int(known.labels.sure[row])) for row, item in enumerate(known.items)
                if known.labels.sure[row] >= 0]  # fmt: skip
    people = []
    with bar("Pictures") as progress:
        for done, (item, bucket) in enumerate(labelled, 1):
            try:
                pixels = read_picture(folder / item).pixels
                sights = sights_of(pixels, finder.for_picture(folder / item))
            except PictureError as error:
                click.echo(f"{item}: {error.reason.replace('_', ' ')}", err=True)
                continue
            if len(sights) == 1 and not sights[0].reason:
                people.append((item, bucket, sights[0]))
            progress(done, len(labelled))
    return people


def _some(whose: NDArray[np.intp] | None, rows: NDArray[np.intp]) -> NDArray[np.intp] | None:
    return None if whose is None else whose[rows]


def _clustered(items: Sequence[str], lesson: Lesson) -> list[str]:
    """What is to be known of clusters, where they were named."""
    if lesson.clusters is None:
        return []
    named = [lesson.clusters[item] for item in items if item in lesson.clusters]
    told = f"{len(set(named)):,} clusters, each learnt from or held out as a whole."
    lost = len(items) - len(named)
    alone = f" {lost:,} labelled items without one stand alone." if lost else ""
    few = " Intervals above count items, not clusters, and are too narrow for that."
    return [told + alone + few]


def _missing(count: int, words: str) -> list[str]:
    return [f"{count:,} labelled items {words} and were left out."] if count else []
