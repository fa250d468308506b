"""Every file gets an answer; a run that was cut off goes on; no file can end it."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import polars
import pytest

from everyhue.errors import FileError, InputError
from everyhue.signals import SKIN_TONE
from everyhue.signals.labels_file import read_labels
from everyhue.signals.running import (
    Effort,
    Journal,
    ReaderSpec,
    Table,
    pictures_in,
    run_pictures,
    run_vectors,
)
from everyhue.signals.running.rows import SEVERAL, said_of
from everyhue.signals.tone import ToneReading

from .test_trained import trained

pil = pytest.importorskip("PIL.Image")
SLOW = Effort(part=16)


@pytest.fixture(scope="module")
def photos(tmp_path_factory, tone_model):
    folder = tmp_path_factory.mktemp("photos")
    rng = np.random.default_rng(0)
    for i in range(40):
        made = rng.integers(60, 200, (24, 32, 3), np.uint8)
        path = folder / f"shoot-{i % 2}" / f"{i:03}.png"
        path.parent.mkdir(exist_ok=True)
        pil.fromarray(made).save(path)
    (folder / "shoot-0" / "000.png").write_bytes(b"")
    (folder / "shoot-0" / "002.png").write_bytes(b"no picture")
    (folder / "notes.txt").write_text("for ourselves")
    return folder


@pytest.fixture(scope="module")
def spec(tone_model):
    return ReaderSpec(tone_model, "whole")


def test_every_file_gets_an_answer(photos, spec, tmp_path):
    run = run_pictures(photos, spec, tmp_path / "labels.parquet")
    assert list(run.labelled.items) == pictures_in(photos)
    reason = dict(zip(run.labelled.items, run.labelled.labels.reason, strict=True))
    assert reason["shoot-0/000.png"] == "empty_file"
    assert reason["shoot-0/002.png"] == "not_a_picture"
    assert reason["notes.txt"] == "not_a_picture"
    assert run.made == 41
    assert run.labelled.labels.provenance.source.endswith("@whole")
    assert not (tmp_path / "labels.parquet.parts").exists()
    assert (run.labelled.people[1:] != 0).all()


def test_a_link_that_leads_nowhere_is_answered_and_a_pipe_is_not(photos, spec, tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "gone.jpg").symlink_to(tmp_path / "nothing.jpg")
    os.mkfifo(folder / "pipe.jpg")
    run = run_pictures(folder, spec, tmp_path / "labels.parquet")
    assert run.labelled.items == ("gone.jpg",)
    assert list(run.labelled.labels.reason) == ["unreadable"]


def test_processes_say_what_one_process_says(photos, spec, tmp_path):
    alone = run_pictures(photos, spec, tmp_path / "a.parquet")
    both = run_pictures(photos, spec, tmp_path / "b.parquet", Effort(workers=2))
    assert alone.labelled.frame().equals(both.labelled.frame())


def test_without_a_finder_every_file_is_answered_still(photos, tone_model, tmp_path):
    run = run_pictures(photos, ReaderSpec(tone_model), tmp_path / "labels.parquet")
    assert run.counted().reasons["no_region_finder"] == 38
    assert len(run.labelled) == 41


def test_another_finder_than_the_model_was_fitted_with_is_refused_at_once(
    photos, tone_model, tmp_path
):
    spec = ReaderSpec(tone_model, "masks", {"folder": photos})
    with pytest.raises(InputError, match="got 'masks', expected whole, which the model was fitted"):
        run_pictures(photos, spec, tmp_path / "labels.parquet")
    assert not list(tmp_path.glob("labels.parquet*"))


def test_a_second_run_looks_only_at_what_is_new_or_was_broken(photos, spec, tmp_path):
    out = tmp_path / "labels.parquet"
    first = run_pictures(photos, spec, out).labelled
    again = run_pictures(photos, spec, out)
    assert (again.kept, again.made) == (38, 3)
    assert again.labelled.frame().equals(first.frame())
    assert run_pictures(photos, spec, out, Effort(again=True)).made == 41


def test_labels_of_another_model_are_made_again(photos, spec, tone_model, tmp_path):
    out = tmp_path / "labels.parquet"
    run_pictures(photos, ReaderSpec(tone_model), out)
    assert run_pictures(photos, spec, out).made == 41


SCRIPT = """
import sys, time
from pathlib import Path
import everyhue.signals.running.reader as reader
from everyhue.signals.running import Effort, ReaderSpec, run_pictures
plain = reader.ToneReader._one
def slow(self, path):
    with open(sys.argv[4], "a") as log:
        log.write(path.name + "\\n")
    time.sleep(0.02)
    return plain(self, path)
reader.ToneReader._one = slow
run_pictures(Path(sys.argv[1]), ReaderSpec(Path(sys.argv[2]), "whole"), Path(sys.argv[3]),
             Effort(part=16))
"""


def test_killed_and_run_again_nothing_is_lost_and_nothing_comes_twice(
    photos, spec, tone_model, tmp_path
):
    out, log = tmp_path / "labels.parquet", tmp_path / "read.log"
    words = [sys.executable, "-c", SCRIPT, str(photos), str(tone_model), str(out), str(log)]
    cut = subprocess.Popen(words, env=os.environ)
    parts = tmp_path / "labels.parquet.parts"
    end = time.monotonic() + 60
    while time.monotonic() < end and not list(parts.glob("part-*.parquet")):
        time.sleep(0.005)
    cut.send_signal(signal.SIGKILL)
    assert cut.wait() == -signal.SIGKILL
    assert not out.exists()
    kept = [item for path in sorted(parts.glob("part-*")) for item in read_labels(path).items]
    assert 16 <= len(kept) < 41
    subprocess.run(words, check=True, env=os.environ)
    read = log.read_text().split()
    labels = read_labels(out)
    assert list(labels.items) == pictures_in(photos)
    for name in kept:
        assert read.count(Path(name).name) == 1  # what was kept was not looked at again
    whole = run_pictures(photos, spec, tmp_path / "whole.parquet").labelled
    assert labels.frame().equals(whole.frame())


MANY = """
import sys
from pathlib import Path
from everyhue.signals.running.pool import read_all

class Slow:
    def open(self):
        return self
    def read(self, folder, names):
        import os, time
        (folder / str(os.getpid())).touch()
        time.sleep(60)

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    list(read_all(Slow(), folder, [str(i) for i in range(64)], workers=2))
"""


def _alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not state.is_file() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def test_the_processes_of_a_run_that_was_killed_end_with_it(tmp_path):
    script, folder = tmp_path / "many.py", tmp_path / "seen"
    script.write_text(MANY)
    folder.mkdir()
    cut = subprocess.Popen([sys.executable, str(script), str(folder)], env=os.environ)
    end = time.monotonic() + 60
    while time.monotonic() < end and len(list(folder.iterdir())) < 2:
        time.sleep(0.01)
    cut.kill()
    cut.wait()
    theirs = [int(path.name) for path in folder.iterdir()]
    assert len(theirs) == 2
    end = time.monotonic() + 20
    while time.monotonic() < end and any(map(_alive, theirs)):
        time.sleep(0.01)
    left = [process for process in theirs if _alive(process)]
    for process in left:
        os.kill(process, signal.SIGKILL)
    assert not left


WAITING = """
import sys
from pathlib import Path
from everyhue.signals.running.alone import alone_in
with alone_in(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_run(parts):
    """Another process that holds the parts, as a run does."""
    words = [sys.executable, "-c", WAITING, str(parts)]
    with subprocess.Popen(
        words, env=os.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as held:
        assert held.stdout.readline() == "held\n"
        yield held
        held.kill()


def test_a_second_run_at_the_same_time_is_refused_and_changes_nothing(
    photos, spec, tone_model, tmp_path
):
    out, parts = tmp_path / "labels.parquet", tmp_path / "labels.parquet.parts"
    with another_run(parts) as held:
        words = [sys.executable, "-m", "everyhue", "signals", "run", str(photos), "--model",
                 str(tone_model), "--finder", "whole", "--out", str(out)]  # fmt: skip
        told = subprocess.run(words, env=os.environ, capture_output=True, text=True, check=False)
        assert told.returncode == 2
        assert f"another run is writing there (process {held.pid})" in told.stderr
        assert len(told.stderr.splitlines()) == 1
        assert [path.name for path in parts.iterdir()] == ["run.lock"]
        with pytest.raises(FileError, match="another run"):
            run_pictures(photos, spec, out)
    assert held.returncode == -signal.SIGKILL
    assert run_pictures(photos, spec, out).made == 41  # the lock went with its process
    assert [path.name for path in tmp_path.iterdir()] == ["labels.parquet"]


CROWD = """
import sys
from pathlib import Path
from everyhue.errors import FileError
from everyhue.signals.running.alone import alone_in
folder, mark = Path(sys.argv[1]), Path(sys.argv[2])
inside = refused = 0
for _ in range(400):
    try:
        with alone_in(folder):
            mark.touch(exist_ok=False)  # raises if anybody else is inside
            mark.unlink()
            inside += 1
    except FileError:
        refused += 1
print(inside, refused)
"""


def test_only_one_of_many_processes_is_inside_though_the_folder_comes_and_goes(tmp_path):
    words = [sys.executable, "-c", CROWD, str(tmp_path / "parts"), str(tmp_path / "mark")]
    crowd = [subprocess.Popen(words, env=os.environ, stdout=subprocess.PIPE, text=True)
             for _ in range(3)]  # fmt: skip
    told = [one.communicate()[0].split() for one in crowd]
    assert [one.returncode for one in crowd] == [0, 0, 0]
    assert sum(int(inside) for inside, _ in told) > 0
    assert not (tmp_path / "parts").exists()


def test_a_run_that_fails_lets_go(photos, spec, tmp_path, monkeypatch):
    def breaks(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("everyhue.signals.running.run.read_all", breaks)
    with pytest.raises(KeyboardInterrupt):
        run_pictures(photos, spec, tmp_path / "labels.parquet")
    monkeypatch.undo()
    assert run_pictures(photos, spec, tmp_path / "labels.parquet").made == 41


def test_a_part_that_was_half_written_is_no_part(tmp_path):
    journal = Journal(tmp_path / "a.parquet", "skin_tone", "tone-1")
    (journal.folder / ".part-0000001.parquet.x1").write_bytes(b"half")
    assert Journal(tmp_path / "a.parquet", "skin_tone", "tone-1").done.is_empty()


CRASHING = """
import os, sys
from pathlib import Path
import everyhue.signals.running.reader as reader
plain = reader.ToneReader._one
def deadly(self, path):
    if path.name == "007.png":
        os._exit(11)
    return plain(self, path)
reader.ToneReader._one = deadly
if __name__ == "__main__":
    from everyhue.signals.running import Effort, ReaderSpec, run_pictures
    run = run_pictures(Path(sys.argv[1]), ReaderSpec(Path(sys.argv[2]), "whole"),
                       Path(sys.argv[3]), Effort(workers=2))
    print(run.counted())
"""


def test_a_file_that_ends_its_process_is_told_and_the_others_are_read(photos, tone_model, tmp_path):
    script = tmp_path / "crashing.py"
    script.write_text(CRASHING)
    out = tmp_path / "labels.parquet"
    words = [sys.executable, str(script), str(photos), str(tone_model), str(out)]
    subprocess.run(words, check=True, env=os.environ, capture_output=True)
    labels = read_labels(out)
    reason = dict(zip(labels.items, labels.labels.reason, strict=True))
    assert [item for item, why in reason.items() if why == "crashed"] == ["shoot-1/007.png"]
    assert list(labels.items) == pictures_in(photos)


def test_vectors_in_blocks_are_as_vectors_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr("everyhue.signals.running.run.BLOCK", 100)
    made, vectors, _ = trained()
    table = Table(vectors, [f"i{row}" for row in range(len(vectors))])
    run = run_vectors(table, made.signal, tmp_path / "h.parquet", Effort(workers=2))
    labels, sets = made.signal.read(vectors)
    assert np.abs(run.labelled.labels.probs - labels.probs).max() < 1e-6
    assert (run.labelled.sets == sets).all()
    assert run.labelled.labels.provenance == labels.provenance


def test_relabelling_with_a_new_head_is_one_call(tmp_path):
    made, vectors, _ = trained()
    other, *_ = trained(seed=9)
    table = Table(vectors, [f"{row}" for row in range(len(vectors))])
    out = tmp_path / "hair.parquet"
    run_vectors(table, made.signal, out)
    run = run_vectors(table, other.signal, out)
    assert run.kept == 0
    assert run.labelled.labels.provenance.source == other.signal.id
    assert run_vectors(table, other.signal, out).made == 0


def test_items_left_out_carry_their_reason(tmp_path):
    made, vectors, _ = trained()
    table = Table(vectors, [f"{row}" for row in range(len(vectors))])
    run = run_vectors(table, made.signal, tmp_path / "h.parquet", unless={"3": "child"})
    assert run.labelled.labels.reason[3] == "child"
    assert run.labelled.labels.sure[3] == -1
    assert not run.labelled.labels.probs[3].any()
    after = run_vectors(table, made.signal, tmp_path / "h.parquet")
    assert after.kept == len(vectors)  # what was left out stays so until it is labelled again
    assert after.labelled.labels.reason[3] == "child"


def test_vectors_of_another_length_are_refused(tmp_path):
    made, *_ = trained()
    with pytest.raises(InputError, match=r"vectors: got \(5, 7\)"):
        run_vectors(Table(np.zeros((5, 7)), list("abcde")), made.signal, tmp_path / "h.parquet")
    with pytest.raises(InputError, match="come once"):
        run_vectors(Table(np.zeros((2, 24)), ["a", "a"]), made.signal, tmp_path / "h.parquet")
    assert not list(tmp_path.iterdir())


def reading(rows, reasons=None, sure=None):
    probs = np.array(rows, float).reshape(-1, 4)
    sets = probs > 0.3
    shown = np.where(probs.max(axis=1) > 0.6, probs.argmax(axis=1), -1) if sure is None else sure
    reasons = tuple(reasons or [""] * len(probs))
    return ToneReading(probs, sets, np.asarray(shown), reasons, "" if "" in reasons else reasons[0])


def test_people_who_are_alike_make_one_label_and_others_several():
    deep, light = [0, 0, 0.2, 0.8], [0.9, 0.1, 0, 0]
    one = said_of(reading([deep]))
    assert (one.sure, one.reason, one.people, len(one.each)) == (3, "", 1, 0)
    alike = said_of(reading([deep, [0, 0, 0.1, 0.9]]))
    assert (alike.sure, alike.reason, alike.people) == (3, "", 2)
    assert alike.probs.tolist() == pytest.approx([0, 0, 0.15, 0.85])
    both = said_of(reading([deep, light]))
    assert (both.sure, both.reason, both.people) == (-1, SEVERAL, 2)
    assert both.present.tolist() == [True, False, False, True]
    assert both.each.tolist() == [deep, light]
    assert not both.probs.any()
    unclear = said_of(reading([deep, [0] * 4], ["", "too_dark"], [3, -1]))
    assert (unclear.reason, unclear.people) == (SEVERAL, 2)
    assert said_of(ToneReading.nothing("no_person", 4)).people == 0


def test_a_labels_file_goes_into_a_frame(photos, spec, tmp_path):
    run_pictures(photos, spec, tmp_path / "labels.parquet")
    table = polars.read_parquet(tmp_path / "labels.parquet")
    assert set(table["skin_tone:sure"].unique()) <= {None, *SKIN_TONE.ids}


def test_new_items_among_old_ones_stand_in_the_order_asked_for(tmp_path):
    made, vectors, _ = trained()
    out, names = tmp_path / "h.parquet", [f"{row}" for row in range(len(vectors))]
    some = np.random.default_rng(0).permutation(len(vectors))
    first = run_vectors(Table(vectors[::3], names[::3]), made.signal, out)
    assert first.made == len(names[::3])
    run = run_vectors(Table(vectors[some], [names[row] for row in some]), made.signal, out)
    assert (run.kept, run.resumed) == (len(names[::3]), 0)
    assert run.labelled.items == tuple(names[row] for row in some)
    whole = run_vectors(Table(vectors[some], [names[row] for row in some]), made.signal,
                        tmp_path / "whole.parquet")  # fmt: skip
    assert whole.labelled.frame().equals(run.labelled.frame())


def test_vectors_cut_off_go_on_in_whatever_order(tmp_path, monkeypatch):
    monkeypatch.setattr("everyhue.signals.running.run.BLOCK", 100)
    made, vectors, _ = trained()
    table = Table(vectors, [f"{row}" for row in range(len(vectors))])
    plain, left = Journal.add, iter(range(3))

    def cut(journal, part):
        if next(left, None) is None:
            raise KeyboardInterrupt
        plain(journal, part)

    monkeypatch.setattr(Journal, "add", cut)
    with pytest.raises(KeyboardInterrupt):
        run_vectors(table, made.signal, tmp_path / "h.parquet")
    monkeypatch.setattr(Journal, "add", plain)
    back = Table(vectors[::-1], list(table.items)[::-1])
    run = run_vectors(back, made.signal, tmp_path / "h.parquet")
    assert (run.resumed, run.made) == (300, len(vectors) - 300)
    whole = run_vectors(back, made.signal, tmp_path / "whole.parquet")
    assert whole.labelled.frame().equals(run.labelled.frame())
    assert run.counted() == run.labelled.counted()


def test_items_of_another_run_only_leave_the_file(tmp_path):
    made, vectors, _ = trained()
    out = tmp_path / "h.parquet"
    run_vectors(Table(vectors[:50], [f"a{row}" for row in range(50)]), made.signal, out)
    run = run_vectors(Table(vectors[:20], [f"b{row}" for row in range(20)]), made.signal, out)
    assert (run.kept, run.made, len(run.labelled)) == (0, 20, 20)


@pytest.mark.parametrize(
    ("names", "words"),
    [([], "vectors: got .* expected at least one row"),
     (["a", None, "b"], "items, row 1: got None, expected a name")],
)  # fmt: skip
def test_no_rows_and_rows_without_a_name_are_refused_before_anything_is_written(
    tmp_path, names, words
):
    made, vectors, _ = trained()
    table = Table(vectors[: len(names)], polars.Series(names, dtype=polars.String))
    with pytest.raises(InputError, match=words):
        run_vectors(table, made.signal, tmp_path / "h.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_one_message_and_the_next_run_goes_on(tmp_path, monkeypatch):
    """A limit on the size of files stands for a full disk: parts fit, the whole file does not."""
    monkeypatch.setattr("everyhue.signals.running.run.BLOCK", 100)
    made, vectors, _ = trained()
    table, out = Table(vectors, [f"{row}" for row in range(len(vectors))]), tmp_path / "h.parquet"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, before[1]))
        with pytest.raises(FileError, match=r"h\.parquet: cannot be written \(.*too large"):
            run_vectors(table, made.signal, out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [path.name for path in tmp_path.iterdir()] == ["h.parquet.parts"]
    assert run_vectors(table, made.signal, out).resumed == len(vectors)
