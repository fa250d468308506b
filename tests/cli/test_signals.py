"""``everyhue signals``: imports, trains and runs as a person would; messages and exit codes."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import urllib.request

import numpy as np
import polars
import pytest
from click.testing import CliRunner

from everyhue import cli
from everyhue.cli.audit.signals import command as audit_command
from everyhue.cli.signals import command
from everyhue.cli.signals.asked import names_in, table_asked
from everyhue.cli.signals.import_ import command as import_command
from everyhue.errors import EveryhueError
from everyhue.signals import HAIR_PATTERN, SKIN_TONE
from everyhue.signals.labels_file import read_labels


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words):
    return CliRunner().invoke(command, [str(word) for word in words])


def ok(*words):
    result = run(*words)
    assert result.exit_code == 0, result.output + repr(result.exception)
    return result.output


def refused(*words):
    result = run(*words)
    assert isinstance(result.exception, EveryhueError), result.output
    return str(result.exception)


def write_votes(path, n=360, seed=0):
    """Vectors in six clouds, and the votes of three people who mostly agree."""
    rng = np.random.default_rng(seed)
    places = np.random.default_rng(1).normal(size=(6, 32))
    which = rng.integers(0, 6, n)
    np.save("v.npy", (places[which] + rng.normal(size=(n, 32)) * 0.7).astype(np.float32))
    with path.open("w", newline="") as handle:
        out = csv.writer(handle)
        out.writerow(["item", "annotator", "dimension", "bucket"])
        for row in range(n):
            for who in ("kim", "lee", "sam"):
                out.writerow([row, who, "hair_pattern", HAIR_PATTERN.ids[which[row]]])
    return which


def test_help_names_every_step_and_reads_nothing():
    said = ok("--help")
    for name in ("import", "label", "train", "run", "embed"):
        assert name in said
    assert import_command.name == "import"


def test_import_keeps_good_rows_and_names_bad_ones(here):
    (here / "tone.csv").write_text("file,monk,annotator\na,2,kim\na,3,lee\nb,9,kim\nb,x,lee\n")
    said = ok("import", "tone.csv", "--as", "skin_tone", "--errors", "bad.csv")
    assert "tone.csv line 5: skin_tone: 'x' is not known" in said
    assert "2 items from 3 votes (layout plain)" in said
    labels = read_labels("tone.skin_tone.parquet")
    assert labels.labels.sure.tolist() == [0, -1]
    assert "line,reason" in (here / "bad.csv").read_text()
    assert "a,kim,skin_tone,light" in (here / "tone.skin_tone.votes.csv").read_text()


def test_import_of_a_dimension_of_ones_own(here):
    (here / "everyhue.toml").write_text('[dimensions.price]\nbuckets = ["low", "high"]\n')
    (here / "p.csv").write_text("id,price\n1,Low\n2,high\n")
    ok("import", "p.csv", "--as", "price")
    assert read_labels("p.price.parquet").labels.buckets == ("low", "high")
    assert "dimension: 'prise' is not known. Did you mean 'price'?" in refused(
        "import", "p.csv", "--as", "prise"
    )


def test_train_and_run_on_vectors(here):
    which = write_votes(here / "votes.csv")
    said = ok("train", "hair_pattern", "--vectors", "v.npy", "--labels", "votes.csv",
              "--out", "hair.model")  # fmt: skip
    assert "labels held out" in said
    assert "Gates on this part" in said
    held = (here / "hair.model.heldout.csv").read_text().splitlines()
    assert 80 <= len(held) - 1 <= 100
    said = ok("run", "--vectors", "v.npy", "--model", "hair.model", "--out", "hair.parquet")
    assert "360 items labelled: hair.parquet (signal-" in said
    labels = read_labels("hair.parquet")
    sure = labels.labels.sure
    assert (sure == which)[sure >= 0].mean() > 0.9
    again = ok("run", "--vectors", "v.npy", "--model", "hair.model", "--out", "hair.parquet")
    assert "0 items labelled, 360 were labelled already" in again
    (here / "not.csv").write_text("item,reason\n5,child\n")
    ok("run", "--vectors", "v.npy", "--model", "hair.model", "--out", "h.parquet",
       "--abstain", "not.csv")  # fmt: skip
    assert read_labels("h.parquet").labels.reason[5] == "child"


def test_without_finder_or_model_every_file_is_answered(here, tone_model):
    pil = pytest.importorskip("PIL.Image")
    (here / "photos").mkdir()
    pixels = np.random.default_rng(0).integers(0, 255, (20, 20, 3), np.uint8)
    pil.fromarray(pixels).save("photos/a.png")
    (here / "photos/b.jpg").write_bytes(b"")
    said = ok("run", "photos", "--signal", "skin_tone", "--out", "tone.parquet", "--workers", 1)
    assert "unknown: no region finder" in said
    assert "everyhue signals setup-finder" in said
    assert read_labels("tone.parquet").labels.reason.tolist() == ["no_region_finder", "empty_file"]
    assert "uncalibrated prior" not in said
    for name in ("hair_pattern", "body_type"):
        said = ok("run", "photos", "--signal", name, "--out", "h.parquet", "--workers", 1)
        assert "No model was named" in said
        assert "everyhue signals train" in said
        assert read_labels("h.parquet").labels.reason.tolist() == ["no_model", "empty_file"]
    said = ok("run", "photos", "--model", tone_model, "--finder", "whole", "--out", "t.parquet",
              "--workers", 1)  # fmt: skip
    assert "tone-" in said


def test_without_a_model_the_prior_answers_and_says_what_it_is(here):
    pil = pytest.importorskip("PIL.Image")
    (here / "photos").mkdir()
    for name, colour in (("deep", (70, 46, 36)), ("light", (245, 214, 196))):
        noise = np.random.default_rng(0).normal(0, 4, (20, 20, 3))
        made = np.clip(np.array(colour) + noise, 0, 255).astype(np.uint8)
        pil.fromarray(made).save(f"photos/{name}.png")
    said = ok("run", "photos", "--signal", "skin_tone", "--finder", "whole", "--out", "t.parquet",
              "--workers", 1)  # fmt: skip
    assert "t.parquet (tone_prior-" in said
    assert "these labels come from an uncalibrated prior" in said
    assert "the product keeps the refinement off" in " ".join(said.split())
    for step in (
        "everyhue signals label photos --as skin_tone --out votes.csv",
        "train skin_tone --pictures photos --labels votes.csv --finder whole --out tone.model",
        "everyhue audit signals t.parquet --truth votes.csv --out report/",
    ):
        assert step in said
    held = read_labels("t.parquet").labels
    assert held.provenance.calibration == "uncalibrated"
    assert held.provenance.source.endswith("@whole")
    assert held.sure.tolist() == [3, 0]
    assert "uncalibrated prior" in ok("run", "--help")


def test_train_on_pictures(here):
    pil = pytest.importorskip("PIL.Image")
    rng = np.random.default_rng(0)
    tones = [(232, 195, 170), (205, 160, 125), (140, 95, 65), (80, 52, 38)]
    (here / "photos").mkdir()
    with (here / "labels.csv").open("w") as handle:
        handle.write("item,skin_tone\n")
        for i in range(200):
            made = tones[i % 4] + rng.normal(0, 10, (16, 16, 3)) + rng.normal(0, 8)
            pil.fromarray(np.clip(made, 0, 255).astype(np.uint8)).save(f"photos/{i}.png")
            handle.write(f"{i}.png,{SKIN_TONE.ids[i % 4]}\n")
    said = ok("train", "skin_tone", "--pictures", "photos", "--labels", "labels.csv",
              "--finder", "whole", "--out", "tone.model", "--precision", "0.5")  # fmt: skip
    assert "On 48 labels held out" in said or "On 52 labels held out" in said
    ok("run", "photos", "--model", "tone.model", "--finder", "whole", "--out", "t.parquet",
       "--workers", 1)  # fmt: skip
    labels = read_labels("t.parquet").labels
    truth = np.array([int(name.split(".")[0]) % 4 for name in read_labels("t.parquet").items])
    assert (labels.sure == truth)[labels.sure >= 0].mean() > 0.8


def test_input_that_cannot_be_used_says_what_to_do(here, tone_model):
    write_votes(here / "votes.csv", n=40)
    assert "not both" in refused("run", "--out", "x.parquet")
    assert "--vectors or --pictures" in refused(
        "train", "hair_pattern", "--labels", "votes.csv", "--out", "m"
    )
    assert "at least 8" in refused(
        "train", "hair_pattern", "--vectors", "v.npy", "--labels", "votes.csv", "--out", "m.model"
    )
    assert "A skin tone model reads pictures" in refused(
        "run", "--vectors", "v.npy", "--model", tone_model, "--out", "x.parquet"
    )
    (here / "names.txt").write_text("a\nb\n")
    assert "one for each vector" in refused(
        "train", "hair_pattern", "--vectors", "v.npy", "--items", "names.txt",
        "--labels", "votes.csv", "--out", "m.model",
    )  # fmt: skip
    assert "there is no such folder" in refused("run", "photos", "--out", "x.parquet")
    assert "region finder: 'mediapip' is not known" in refused(
        "run", str(here), "--finder", "mediapip", "--out", "x.parquet"
    )
    (here / "bad.npy").write_text("no numbers")
    assert "not a .npy file" in refused(
        "train", "hair_pattern", "--vectors", "bad.npy", "--labels", "votes.csv", "--out", "m.model"
    )
    assert not list(here.glob("x.parquet*"))
    assert not list(here.glob("m*model*"))


def audited(*words):
    return CliRunner().invoke(audit_command, [str(word) for word in words])


def test_audit_exit_codes_and_files(here):
    which = write_votes(here / "votes.csv", n=1500)
    ok("train", "hair_pattern", "--vectors", "v.npy", "--labels", "votes.csv", "--out", "h.model")
    ok("run", "--vectors", "v.npy", "--model", "h.model", "--out", "hair.parquet")
    passed = audited("hair.parquet", "--truth", "votes.csv", "--out", "report")
    assert passed.exit_code == 0, passed.output
    assert "Pass: all 21 gates hold" in passed.output
    assert (here / "report" / "stamp.json").is_file()
    assert audited("hair.parquet", "--truth", "h.model.heldout.csv").exit_code in (0, 3)
    assert "left out" not in (here / "report" / "model-card.md").read_text()
    (here / "learnt.txt").write_text("".join(f"{row}\n" for row in range(300)))
    unseen = audited("hair.parquet", "--truth", "votes.csv", "--except", "learnt.txt", "--out", "r")
    assert "300 of the 1,500 items of votes.csv are in learnt.txt: left out." in unseen.output
    assert "1,200 annotated items" in (here / "r" / "model-card.md").read_text()
    assert "learnt.txt and were left out" in (here / "r" / "model-card.md").read_text()
    nothing = audited("hair.parquet", "--truth", "votes.csv", "--except", "votes.csv")
    assert "did not learn from: got 0" in str(nothing.exception)
    (here / "hard.toml").write_text("precision = 1.0\ndiscoverability = 1.0\n")
    assert audited("hair.parquet", "--truth", "votes.csv", "--gate", "hard.toml").exit_code == 1
    (here / "facts.csv").write_text("item,light\n" + "".join(f"{r},{r % 2}\n" for r in range(1500)))
    told = audited("hair.parquet", "--truth", "votes.csv", "--facts", "facts.csv", "--by", "light",
                   "--json")  # fmt: skip
    assert '"group": "light=0"' in told.output
    assert len(which) == 1500


def test_audit_knows_whose_item_it_is(here):
    write_votes(here / "votes.csv", n=1500)
    ok("import", "votes.csv", "--as", "hair_pattern", "--out", "hair.parquet")
    rows = (here / "votes.csv").read_text().splitlines()
    for name, each in (("alone", 1), ("few", 250), ("people", 3)):
        more = [f"{line},p{int(line.split(',')[0]) // each}" for line in rows[1:]]
        (here / f"{name}.csv").write_text("\n".join([rows[0] + ",person", *more]) + "\n")

    def told(file, *words):
        found = audited("hair.parquet", "--truth", file, *words, "--out", "report")
        return found, json.loads((here / "report" / "stamp.json").read_text())

    plain, stamp = told("people.csv")
    assert "counted as independent" in plain.output
    assert (stamp["clusters"], stamp["clustered_by"]) == (None, "")
    found, stamp = told("people.csv", "--cluster", "person")
    assert "counted by person: 1,500 items of 500 clusters, at most 3 of one" in found.output
    assert (stamp["clusters"], stamp["clustered_by"]) == (500, "person")
    assert "500 clusters (person)" in (here / "report" / "model-card.md").read_text()
    assert "counted by person" in (here / "report" / "index.html").read_text()
    alone, stamp = told("alone.csv", "--cluster", "person")
    assert alone.exit_code == plain.exit_code == 0
    few, stamp = told("few.csv", "--cluster", "person")
    assert few.exit_code == 3
    assert "from only 6 clusters; an interval takes 10" in few.output
    wrong = audited("hair.parquet", "--truth", "people.csv", "--cluster", "persn")
    assert "Did you mean 'person'?" in str(wrong.exception)
    no_truth = audited("people.csv", "--as", "hair_pattern", "--cluster", "person")
    assert "as --truth" in str(no_truth.exception)
    assert "--cluster" in audited("--help").output


def test_audit_of_votes_alone_and_of_what_is_none(here):
    write_votes(here / "votes.csv", n=60)
    told = audited("votes.csv", "--as", "hair_pattern", "--out", "report")
    assert told.exit_code == 0
    assert "Two annotators name the same bucket" in told.output
    assert not (here / "report" / "stamp.json").exists()
    assert isinstance(audited("votes.csv").exception, EveryhueError)
    assert isinstance(audited("votes.csv", "--truth", "votes.csv").exception, EveryhueError)
    (here / "g.toml").write_text("precison = 0.5\n")
    ok("import", "votes.csv", "--as", "hair_pattern")
    found = audited("votes.hair_pattern.parquet", "--truth", "votes.csv", "--gate", "g.toml")
    assert "Did you mean 'precision'?" in str(found.exception)


def test_label_serves_a_page_and_says_where_answers_are(here):
    pil = pytest.importorskip("PIL.Image")
    (here / "photos").mkdir()
    for i in range(3):
        pil.fromarray(np.full((20, 20, 3), 80 * i, np.uint8)).save(f"photos/{i}.png")
    words = [sys.executable, "-u", "-m", "everyhue", "signals", "label", "photos", "--n", "3",
             "--out", "votes.csv", "--port", "0", "--no-open"]  # fmt: skip
    page = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        said = page.stdout.readline()
        assert said.startswith("3 pictures: http://127.0.0.1:")
        with urllib.request.urlopen(said.split()[2], timeout=10) as answer:
            assert b"You will see 3 pictures" in answer.read()
    finally:
        page.send_signal(signal.SIGINT)
        out, err = page.communicate(timeout=20)
    assert "0 answers by 0 people in votes.csv" in out
    assert "Traceback" not in err
    assert (here / "votes.csv").read_text() == "item,annotator,dimension,bucket,at\n"


def test_train_keeps_people_on_one_side(here):
    write_votes(here / "votes.csv")
    rows = (here / "votes.csv").read_text().splitlines()
    people = [f"{line},p{int(line.split(',')[0]) // 4}" for line in rows[1:]]
    (here / "people.csv").write_text("\n".join([rows[0] + ",person", *people]) + "\n")
    words = ("train", "hair_pattern", "--vectors", "v.npy", "--labels", "people.csv",
             "--out", "hair.model")  # fmt: skip
    said = ok(*words, "--cluster", "person")
    assert "90 clusters, each learnt from or held out as a whole." in " ".join(said.split())
    held = (here / "hair.model.heldout.csv").read_text().splitlines()[1:]
    items = {int(line.split(",")[0]) for line in held}
    assert all({4 * (item // 4) + step for step in range(4)} <= items for item in items)
    assert "'persn' is not known. Did you mean 'person'?" in refused(*words, "--cluster", "persn")
    with (here / "people.csv").open("a") as more:
        more.write("0,kim,hair_pattern,coily,p9\n")
    assert "person of 0" in refused(*words, "--cluster", "person")


def test_vectors_of_one_length_may_be_arrays_and_names_may_hold_any_letter(here):
    rows = np.arange(6, dtype=np.float32).reshape(3, 2)
    frame = polars.DataFrame({"item": ["a", "b", "c"]})
    frame = frame.with_columns(vector=polars.Series(rows, dtype=polars.Array(polars.Float32, 2)))
    frame.write_parquet("v.parquet")
    assert np.array_equal(table_asked(here / "v.parquet", None).vectors, rows)
    (here / "names.txt").write_text("a\u2028b\r\nc\u0085d\n", "utf-8", newline="")
    assert names_in(here / "names.txt") == ["a\u2028b", "c\u0085d"]


def test_a_run_that_was_killed_as_it_wrote_leaves_no_scratch_file(here):
    pytest.importorskip("PIL.Image")
    (here / "photos").mkdir()
    (here / "photos" / "a.jpg").write_bytes(b"no picture")
    for name in (".t.parquet.abcd1234", ".other.parquet.abcd1234"):
        (here / name).write_bytes(b"half")
    ok("run", "photos", "--signal", "body_type", "--out", "t.parquet", "--workers", 1)
    assert not (here / ".t.parquet.abcd1234").exists()
    assert (here / ".other.parquet.abcd1234").exists()


def test_what_the_system_refuses_is_one_message(monkeypatch, capsys):
    def full(**_):
        raise OSError(28, "No space left on device", "labels.parquet")

    monkeypatch.setattr(cli, "group", full)
    with pytest.raises(SystemExit, match="2"):
        cli.main()
    said = capsys.readouterr().err
    assert said.startswith("everyhue: labels.parquet: No space left on device. Check the path")
