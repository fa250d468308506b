"""``everyhue index``: build a catalog from a file, or change one while it is served."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from everyhue.catalog import Catalog
from everyhue.catalog.build import Recipe, build
from everyhue.catalog.ingest import (
    Asked,
    BadRow,
    ColumnMap,
    Converter,
    Joined,
    header_of,
    resolve,
    rows_of,
)
from everyhue.cli.progress import stages
from everyhue.errors import FileError, InputError, bad_value
from everyhue.files import whole_file
from everyhue.signals.dimensions import SHIPPED, dimension_from_table
from everyhue.signals.labels_file import Labelled, read_labels
from everyhue.types import Dimension, Provenance

_SHOWN = 10


@click.command("index")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Catalog folder.")
@click.option("--config", type=click.Path(path_type=Path), help="Settings with your dimensions.")
@click.option("--id", "id_column", metavar="COL", help="Column of the ids.")
@click.option("--text", multiple=True, metavar="COL", help="Column of words; may come twice.")
@click.option("--image", metavar="COL", help="Column of image paths.")
@click.option("--vector", metavar="COL", help="Column of your own vectors.")
@click.option("--label", multiple=True, metavar="DIM=COL", help="Column of a dimension's buckets.")
@click.option("--probs", multiple=True, metavar="DIM=B:COL,…|PREFIX", help="Probability columns.")
@click.option(
    "--labels", "labels_files", multiple=True, type=click.Path(path_type=Path),
    help="File written by `everyhue signals`; joined by id or image; may come twice.",
)  # fmt: skip
@click.option("--prior", multiple=True, metavar="NAME=COL", help="Score in [0, 1] of an item.")
@click.option("--attribute", multiple=True, metavar="COL", help="Column to show with an item.")
@click.option("--images", type=click.Path(path_type=Path), help="Folder image paths start from.")
@click.option("--errors", type=click.Path(path_type=Path), help="Write the bad rows to this CSV.")
@click.option("--add", is_flag=True, help="Add to or change the catalog, also while it is served.")
@click.option("--take-down", type=click.Path(path_type=Path), help="File of ids, one a line.")
def command(
    *,
    file: Path | None,
    out: Path,
    config: Path | None,
    images: Path | None,
    errors: Path | None,
    add: bool,
    take_down: Path | None,
    labels_files: tuple[Path, ...],
    **asked: Any,
) -> None:
    """Build a catalog from a CSV, Parquet or JSON Lines FILE.

    Columns are found by name (id, text or title or caption, image, vector, one column a
    dimension) or named by the options. Rows that cannot be used are listed with their line and
    reason; the others are kept. The old catalog serves until the new one is whole.

    \b
    everyhue index items.csv --out my.catalog
    everyhue index items.csv --out my.catalog --label skin_tone=tone --prior popularity=score
    everyhue index items.csv --out my.catalog --labels tone.parquet --labels hair.parquet
    everyhue index changes.csv --out my.catalog --add
    everyhue index --out my.catalog --take-down ids.txt
    """
    if file is None and take_down is None:
        raise bad_value("FILE", None, "a CSV, Parquet or JSON Lines file", "Or use --take-down.")
    if file is not None and not add and take_down is not None:
        raise bad_value("--take-down", str(take_down), "no FILE, or --add with it")
    stored = [read_labels(path) for path in labels_files]
    if file is None or add:
        _change(file, out, _asked(asked), take_down, errors, stored)
    else:
        media = images or file.parent
        _build(file, out, _asked(asked), declared_dimensions(config), (media, errors), stored)


def _build(
    file: Path,
    out: Path,
    asked: Asked,
    own: dict[str, Dimension],
    places: tuple[Path, Path | None],
    stored: list[Labelled],
) -> None:
    images, errors = places
    every = {dimension.name: dimension for dimension in SHIPPED} | own
    columns, joined = resolve(header_of(file), asked, every), Joined(stored, every)
    named = {*own, *columns.dimensions, *joined.dimensions}
    used = {name: dimension for name, dimension in every.items() if name in named}
    converter = Converter(columns, used)
    with stages(f"{file.name}: ") as progress:
        rows = joined.all(_some(converter, converter.all(rows_of(file)), file))
        facts = facts_of_labels({}, stored)
        build(out, rows, Recipe(tuple(used.values()), "learn", images, progress, facts))
    with Catalog.open(out) as catalog:
        _tell(file, columns, converter, errors)
        _tell_joined(joined, stored)
        _tell_labels(catalog)


def _change(
    file: Path | None,
    out: Path,
    asked: Asked,
    take_down: Path | None,
    errors: Path | None,
    stored: list[Labelled],
) -> None:
    with Catalog.open(out) as catalog:
        ids = [] if take_down is None else _ids(take_down)
        if file is None:
            click.echo(f"Took down {catalog.apply((), ids):,} of {len(ids):,} ids.", err=True)
            return
        dimensions = catalog.dimensions
        columns, joined = resolve(header_of(file), asked, dimensions), Joined(stored, dimensions)
        converter = Converter(columns, dimensions)
        rows = list(joined.all(_some(converter, converter.all(rows_of(file)), file)))
        catalog.note(facts_of_labels(catalog.facts, stored))
        catalog.apply(rows, ids)
        _tell(file, columns, converter, errors)
        _tell_joined(joined, stored)


def facts_of_labels(before: Mapping[str, str], stored: list[Labelled]) -> dict[str, str]:
    """Return which model labelled each dimension; two of them are both named.

    Examples
    --------
    >>> facts_of_labels({"labels:tone": "a"}, [])
    {}
    """
    made = {}
    for held in stored:
        key, source = f"labels:{held.labels.dimension}", held.labels.provenance.source
        known = before.get(key, source).split(" + ")
        made[key] = " + ".join(dict.fromkeys([*known, source]))
    return made


def _asked(options: Mapping[str, Any]) -> Asked:
    return Asked(
        options["id_column"], tuple(options["text"]), options["image"], options["vector"],
        pairs_of("--label", options["label"]), pairs_of("--probs", options["probs"]),
        pairs_of("--prior", options["prior"]), tuple(options["attribute"]),
    )  # fmt: skip


def pairs_of(option: str, values: tuple[str, ...]) -> dict[str, str]:
    """Return what an option pairs up: name and column."""
    pairs = {}
    for value in values:
        name, mark, column = value.partition("=")
        if not (mark and name and column):
            raise bad_value(option, value, "NAME=COLUMN")
        pairs[name.strip()] = column.strip()
    return pairs


def declared_dimensions(config: Path | None) -> dict[str, Dimension]:
    """Read the dimensions of the settings file: the one named, else ``everyhue.toml`` if there.

    A shipped dimension whose table changes only its words keeps its buckets.
    """
    path = config or Path("everyhue.toml")
    if config is None and not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text("utf-8")).get("dimensions", {})
    except OSError:
        raise FileError(f"{path}: there is no such file. Check --config.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as TOML ({error}).") from None
    return {
        name: dimension_from_table(name, table)
        for name, table in tables.items()
        if "buckets" in table or name not in {shipped.name for shipped in SHIPPED}
    }


def _ids(path: Path) -> list[str]:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"{path}: the ids cannot be read ({error}).") from None
    return [line.strip() for line in lines if line.strip()]


def _some(converter: Converter, items: Iterator[Any], file: Path) -> Iterator[Any]:
    """Pass items on; refuse a file in which every row is bad, so that nothing is replaced by it."""
    count = 0
    for item in items:
        count += 1
        yield item
    if converter.rejected and not count:
        first = converter.rejected[0]
        raise InputError(
            f"{file}: none of its {len(converter.rejected):,} rows can be used. "
            f"Line {first.line}: {first.reason}"
        )


def _tell(file: Path, columns: ColumnMap, converter: Converter, errors: Path | None) -> None:
    bad = converter.rejected
    if errors is not None:
        _write_errors(errors, bad)
    for row in bad[:_SHOWN]:
        click.echo(f"{file.name} line {row.line}: {row.reason}", err=True)
    more = f" The first {_SHOWN} are above." if len(bad) > _SHOWN else ""
    hint = "" if errors or not bad else " Use --errors bad.csv to get them all."
    left_out = f" {len(bad):,} rows left out.{more}{hint}" if bad else ""
    used = f"id from {columns.id!r}, text from {', '.join(columns.text) or '(no column)'}"
    click.echo(f"Indexed {converter.accepted:,} items ({used}).{left_out}", err=True)


def _write_errors(path: Path, bad: list[BadRow]) -> None:
    with whole_file(path) as scratch, scratch.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(["line", "reason"])
        writer.writerows((row.line, row.reason) for row in bad)


def _tell_joined(joined: Joined, stored: list[Labelled]) -> None:
    for name, count in joined.used.items():
        click.echo(f"  {name}: {count:,} items found in its labels file", err=True)
        if unmet := joined.unmet(name):
            click.echo(
                f"  {name}: its labels file names items like {unmet!r}. They must be ids of the "
                "catalog, or the paths of its images as they are written there: label the folder "
                "that those paths start from.", err=True,
            )  # fmt: skip
    for held in stored:
        _tell_source(held.labels.dimension, held.labels.provenance)


def _tell_source(name: str, made: Provenance) -> None:
    """Print that labels which people did not give wait for an audit."""
    from everyhue.service.audited import people_gave
    from everyhue.signals.tone import is_prior

    if people_gave(made.source):
        return
    what = "an uncalibrated prior" if is_prior(made) else f"the model {made.source}"
    click.echo(
        f"  {name}: labels of {what}. The refinement stays off until an audit of them passes "
        "(everyhue audit signals LABELS --truth VOTES --out report/) and the settings name its "
        f'stamp: [dimensions.{name}] audited = "report/stamp.json"',
        err=True,
    )


def _tell_labels(catalog: Catalog) -> None:
    for name, counts in catalog.label_counts().items():
        told = ", ".join(f"{bucket} {count:,}" for bucket, count in counts.items())
        click.echo(f"  {name}: {told}", err=True)
