"""Killed in the middle of a write, a catalog opens with what it held before."""

import signal
import subprocess
import sys

import pytest

from everyhue.catalog import Catalog, Item

WRITER = """
import os, signal, sys
from everyhue.catalog import Catalog, Item, folder
from everyhue.catalog.store import Store

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def rows(then=None):
    for i in range(3000):
        if then and i == 2500:
            then()
        yield Item(f"new{i}", "a long red dress " * 20)

path, how = sys.argv[1:]
if how == "create, rows":
    Catalog.create(path, rows(die))
if how == "create, before the pointer":
    folder.whole_file = die
    Catalog.create(path, rows())
if how == "apply, uncommitted":
    Store.set_meta = die
    Catalog.open(path).apply(rows(), ["a"])
if how == "apply, committed":
    Catalog.open(path).apply([Item("c", "nurse")], ["a"])
    die()
"""


def killed(path, how):
    done = subprocess.run(
        [sys.executable, "-c", WRITER, str(path), how], capture_output=True, timeout=60, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@pytest.fixture
def folder(tmp_path):
    Catalog.create(tmp_path / "c", [Item("a", "nurse"), Item("b", "bob")]).close()
    return tmp_path / "c"


@pytest.mark.parametrize(
    "how", ["create, rows", "create, before the pointer", "apply, uncommitted"]
)
def test_what_was_not_finished_never_shows(folder, how):
    killed(folder, how)
    with Catalog.open(folder) as catalog:
        assert catalog.snapshot().ids.tolist() == ["a", "b"]
        catalog.apply([Item("c")])
        assert len(catalog.snapshot()) == 3
    with Catalog.create(folder, [Item("d")]) as catalog:
        assert catalog.snapshot().ids.tolist() == ["d"]
    assert not list(folder.glob(".building-*"))
    assert len(list(folder.glob("catalog-*.sqlite"))) == 1


def test_what_was_committed_stays(folder):
    killed(folder, "apply, committed")
    assert Catalog.open(folder).snapshot().ids.tolist() == ["b", "c"]


def test_an_interrupted_build_leaves_nothing(folder):
    def stopped():
        yield Item("new")
        raise KeyboardInterrupt

    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(KeyboardInterrupt):
        Catalog.create(folder, stopped())
    assert sorted(path.name for path in folder.iterdir()) == before


def test_what_is_taken_down_during_a_rebuild_stays_down(folder):
    def while_serving():
        yield Item("a", "nurse")
        with Catalog.open(folder) as served:
            served.apply(take_down=["a"])
        yield Item("b", "bob")

    assert Catalog.create(folder, while_serving()).snapshot().ids.tolist() == ["b"]
