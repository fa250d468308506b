"""Files and tables read by Spark, here or through Spark Connect."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from everyhue.audit.adapters.source import ENDINGS, Source, source_of
from everyhue.errors import InputError, missing_extra, unknown_name

_TABLE = re.compile(r"[\w$]+(\.[\w$]+){0,2}")
_CSV = {"header": True, "quote": '"', "escape": '"', "mode": "FAILFAST", "multiLine": True}


def opened(path: str) -> tuple[Any, bool]:
    """Return a path or a table as a Spark frame, and whether all its columns are text."""
    if is_table(path):
        return _table(session(hive=True), path), False
    source = source_of(path)
    reader = session().read
    files = [_address(file) for file in source.files]
    if source.folder is not None:
        reader = reader.option("basePath", _address(source.folder))
    if source.format == "parquet":
        return reader.parquet(*files), False
    if source.format == "json":
        return reader.json(files, mode="FAILFAST"), False
    return reader.options(**_CSV, sep=_delimiter(source, reader)).csv(files), True


def is_table(path: str) -> bool:
    """Return whether a path reads as the name of a table: no such file, no ending of one.

    Examples
    --------
    >>> is_table("shop.predictions"), is_table("predictions.parquet"), is_table("a/b")
    (True, False, False)
    """
    named = _TABLE.fullmatch(path) is not None and Path(path).suffix.lower() not in ENDINGS
    return named and not Path(path).exists()


def session(*, hive: bool = False) -> Any:
    """Return the session there is, else one as the environment states it.

    ``spark-submit`` and ``SPARK_REMOTE`` (Spark Connect) are honoured; without them Spark runs on
    the cores of this machine.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise missing_extra("spark", "pyspark") from None
    os.environ.setdefault("PYSPARK_PYTHON", "python3")
    builder = SparkSession.builder.appName("everyhue audit")
    if "SPARK_REMOTE" not in os.environ:
        builder = builder.config("spark.log.level", "ERROR")
        builder = builder.enableHiveSupport() if hive else builder
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "PySpark does not yet", FutureWarning)  # of pandas 3
            return SparkSession.getActiveSession() or builder.getOrCreate()
    except Exception as error:
        raise InputError(
            f"Spark: could not start ({str(error).splitlines()[0]}). Expected Java 17 or later in "
            "JAVA_HOME or on the path, or a server in SPARK_REMOTE."
        ) from None


def with_numbers(frame: Any, numbers: Sequence[str]) -> Any:
    """Return text columns as numbers; text that is none is refused, in any mode of Spark."""
    connect = "connect." if "connect" in type(frame).__module__ else ""
    f: Any = import_module(f"pyspark.sql.{connect}functions")
    for name in numbers:
        quoted = f"`{name.replace('`', '``')}`"
        text, made = f.col(quoted), f.col(quoted).try_cast("double")
        wrong = f.raise_error(
            f.concat(f.lit(f"{name} holds "), text, f.lit(", which is no number"))
        )
        number = f.when(text.isNotNull() & made.isNull(), wrong.cast("double")).otherwise(made)
        frame = frame.withColumn(name, number)
    return frame


def _table(spark: Any, name: str) -> Any:
    if not spark.catalog.tableExists(name):
        database, _, table = name.rpartition(".")
        known = [one.name for one in spark.catalog.listTables(database or None)] if (
            not database or spark.catalog.databaseExists(database)
        ) else []  # fmt: skip
        raise unknown_name("table", table if known else name, known)
    return spark.table(name)


def _address(file: str) -> str:
    """Return a path of this machine as an address; signs of patterns stand for themselves."""
    if "://" in file:
        return file
    return "file://" + re.sub(r"([*?\[\]{}\\])", r"\\\1", str(Path(file).resolve()))


def _delimiter(source: Source, reader: Any) -> str:
    if "://" not in source.files[0]:
        return source.delimiter()
    first = reader.text(source.files[0]).head()
    return max(",;\t|", key=(first[0] if first else "").count)
