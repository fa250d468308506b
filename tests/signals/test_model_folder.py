"""Folders with a real open_clip model, or a TorchScript file: the library's own vectors.

No weights can be fetched here, so a small vision transformer gets random ones from a seed and is
saved as open_clip saves a model. That proves reading, preparing and running; not any use.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import pickle
import shutil
import socket
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

import everyhue
from everyhue.errors import InputError
from everyhue.signals import SKIN_TONE
from everyhue.signals.embedders import Preparation, open_embedder
from everyhue.signals.embedders.model_folder import SUMS, offline
from everyhue.signals.labels_file import read_labels

pil = pytest.importorskip("PIL.Image")

MODEL = {
    "embed_dim": 24,
    "vision_cfg": {"image_size": 32, "layers": 2, "width": 32, "patch_size": 8, "head_width": 16},
    "text_cfg": {"context_length": 8, "vocab_size": 64, "width": 16, "heads": 2, "layers": 1},
}
CLIP = {"mean": [0.481, 0.458, 0.408], "std": [0.269, 0.261, 0.276]}
SIGLIP = {"mean": [0.5] * 3, "std": [0.5] * 3, "resize_mode": "squash", "interpolation": "bilinear"}
SIZES = ((64, 64), (50, 31), (31, 50), (33, 200), (513, 340), (20, 24), (40, 300))


@pytest.fixture(scope="module")
def clip(torch):
    """The library, imported as the embedder imports it."""
    with offline():
        return pytest.importorskip("open_clip", reason="open_clip does not load")


def sums(folder):
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.iterdir()) if path.name != SUMS
    ]  # fmt: skip
    (folder / SUMS).write_text("".join(lines))


@pytest.fixture
def made(clip, torch, tmp_path):
    """Make a folder as open_clip makes one."""

    def make(name="clip", preprocess=CLIP, safe=True, **stated):
        folder = tmp_path / name
        folder.mkdir()
        whole = {"model_cfg": MODEL | stated, "preprocess_cfg": preprocess}
        (folder / "open_clip_config.json").write_text(json.dumps(whole))
        torch.manual_seed(7)
        state = clip.CLIP(**MODEL).state_dict()
        if safe:
            from safetensors.torch import save_file

            save_file(state, folder / "open_clip_model.safetensors")
        else:
            torch.save(state, folder / "open_clip_pytorch_model.bin")
        sums(folder)
        return folder

    return make


def pictures(sizes=SIZES):
    """Smooth and rough pictures of many shapes: resizing shows in both."""
    rng = np.random.default_rng(3)
    return [
        np.clip(
            np.linspace(20, 220, w)[None, :, None] + rng.normal(0, 40, (h, w, 3)), 0, 255
        ).astype(np.uint8)
        for h, w in sizes
    ]  # fmt: skip


@pytest.mark.parametrize("preprocess", [{}, CLIP, SIGLIP, {"interpolation": "bilinear"}])
@pytest.mark.parametrize("safe", [True, False])
def test_vectors_are_those_of_open_clip(made, clip, torch, preprocess, safe):
    folder = made(preprocess=preprocess, safe=safe)
    embedder = open_embedder(folder)
    model, prepare = clip.create_model_from_pretrained(f"local-dir:{folder}")
    model.eval()
    given = pictures()
    tensors = torch.stack([prepare(pil.fromarray(picture)) for picture in given])
    with torch.inference_mode():
        theirs = model.encode_image(tensors).numpy()
    ours = embedder.prepare.tensor(given)
    assert ours == pytest.approx(tensors.numpy(), abs=1e-6)  # the same bytes, scaled
    assert embedder.embed(given) == pytest.approx(theirs, abs=1e-5)
    assert embedder.width == 24


def test_vectors_do_not_depend_on_the_batch_nor_the_process(made):
    folder = made()
    embedder, given = open_embedder(folder), pictures()
    alone = np.concatenate([embedder.embed([one]) for one in given])
    assert embedder.embed(given) == pytest.approx(alone, abs=1e-5)
    assert open_embedder(folder).id == embedder.id
    assert open_embedder(folder).embed(given) == pytest.approx(embedder.embed(given), abs=1e-6)
    assert np.ptp(alone, axis=0).min() > 1e-3  # they tell pictures apart


def test_the_id_follows_weights_and_preparation(made):
    assert len({open_embedder(made("a")).id, open_embedder(made("b", SIGLIP)).id}) == 2


def test_nothing_is_asked_of_a_network(made, monkeypatch):
    def refuse(*args, **more):
        raise AssertionError("a socket was opened")

    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    open_embedder(made("a")).embed(pictures()[:1])
    text = {"hf_model_name": "some/text-model", "hf_tokenizer_name": "some/text-model"}
    with pytest.raises(InputError, match="torch cannot use this model"):
        open_embedder(made("b", text_cfg=text))
    assert "HF_HUB_OFFLINE" not in os.environ


class Evil:
    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return os.mkdir, (str(self.mark),)


def test_code_in_weights_is_not_run(made, torch, tmp_path):
    folder, mark = made(safe=False), tmp_path / "mark"
    torch.save({"state_dict": Evil(mark)}, folder / "open_clip_pytorch_model.bin")
    sums(folder)
    with pytest.raises(InputError, match="torch cannot use this model") as told:
        open_embedder(folder)
    assert "\n" not in str(told.value)
    assert not mark.exists()
    (folder / "open_clip_pytorch_model.bin").write_bytes(pickle.dumps(Evil(mark)))
    sums(folder)
    with pytest.raises(InputError, match="torch cannot use this model"):
        open_embedder(folder)
    assert not mark.exists()


def test_folders_that_cannot_be_used_say_why(made, torch):
    folder = made()
    (folder / "open_clip_model.safetensors").write_bytes(b"not weights")
    with pytest.raises(InputError, match=r"sha256 of open_clip_model\.safetensors"):
        open_embedder(folder)
    sums(folder)
    with pytest.raises(InputError, match="torch cannot use this model"):
        open_embedder(folder)
    (folder / "open_clip_model.safetensors").unlink()
    sums(folder)
    with pytest.raises(InputError, match="torch cannot use this model"):
        open_embedder(folder)
    with pytest.raises(InputError, match="torch cannot use this model"):
        open_embedder(made("wide", embed_dim=48))
    with pytest.raises(InputError, match="resize: got 'longest'"):
        open_embedder(made("longest", CLIP | {"resize_mode": "longest"}))
    with pytest.raises(InputError, match="recognises faces"):
        open_embedder(made("arcface-vit"))
    with pytest.raises(InputError, match="recognises faces"):
        open_embedder(made("vit", tags="trained on glint360k"))


def script_of(torch, path, module, side=16):
    """Save as TorchScript, which torch says is deprecated."""
    path.parent.mkdir(exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.jit.script(module.eval()).save(str(path))
    (path.parent / f"{path.name}.json").write_text(json.dumps({"size": side}))
    sums(path.parent)
    return path.parent


def test_a_torchscript_file_gives_the_vectors_it_should(torch, tmp_path):
    torch.manual_seed(1)
    linear = torch.nn.Linear(3 * 16 * 16, 6)
    dropped = torch.nn.Dropout(0.5)  # off, once it is evaluated
    net = torch.nn.Sequential(torch.nn.Flatten(), linear, dropped)
    folder = script_of(torch, tmp_path / "net" / "model.pt", net)
    embedder, given = open_embedder(folder), pictures()
    flat = Preparation(size=16).tensor(given).reshape(len(given), -1)
    weight, bias = (part.detach().numpy() for part in (linear.weight, linear.bias))
    assert embedder.embed(given) == pytest.approx(flat @ weight.T + bias, abs=1e-4)
    assert (embedder.width, embedder.id[:7]) == (6, "folder-")


def test_torchscript_that_is_no_embedder_says_why(torch, tmp_path):
    net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(3 * 16 * 16, 6))
    with pytest.raises(InputError, match="torch cannot use this model"):
        open_embedder(script_of(torch, tmp_path / "size" / "model.pt", net, side=20))
    one = torch.nn.Flatten(start_dim=0)
    with pytest.raises(InputError, match=r"expected one tensor \(1, d\)"):
        open_embedder(script_of(torch, tmp_path / "flat" / "model.pt", one))
    faces = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(3 * 112 * 112, 128))
    with pytest.raises(InputError, match="shape of models that recognise faces"):
        open_embedder(script_of(torch, tmp_path / "net" / "model.pt", faces, side=112))
    text = tmp_path / "text"
    text.mkdir()
    (text / "model.pt").write_bytes(b"no model")
    sums(text)
    with pytest.raises(InputError, match="not a TorchScript file"):
        open_embedder(text)
    (text / "model.pt").rename(text / "model.pt2")
    sums(text)
    with pytest.raises(InputError, match=r"expected open_clip_config\.json or model\.pt"):
        open_embedder(text)


@pytest.fixture
def photos(tmp_path):
    """Drawn portraits, and the range of tone that each was drawn with."""
    pytest.importorskip("resvg_py", reason="resvg-py is not installed")
    from everyhue.signals.bench.portrait import portrait

    folder = tmp_path / "photos"
    folder.mkdir()
    with (tmp_path / "labels.csv").open("w", newline="") as handle:
        out = csv.writer(handle)
        out.writerow(["item", "skin_tone"])
        for seed in range(120):
            drawn = portrait(seed, 1 + seed % 10, 64)
            pil.fromarray(drawn.pixels).save(folder / f"{seed}.png")
            out.writerow([f"{seed}.png", SKIN_TONE.ids[drawn.range]])
    (folder / "bad.jpg").write_bytes(b"no picture")
    return folder


def everyhue_says(*words, where):
    folder = os.environ["EVERYHUE_TORCH"]
    path = f"{Path(everyhue.__file__).parent.parent}{os.pathsep}{folder}"
    done = subprocess.run(
        [sys.executable, "-m", "everyhue", "signals", *map(str, words)], cwd=where, text=True,
        capture_output=True, env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
        timeout=240, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_embed_train_and_run_with_a_folder(made, photos, tmp_path):
    folder = made()
    shutil.move(folder, tmp_path / "model")
    code, said = everyhue_says("embed", "photos", "--embedder", "model", "--out", "v.npy",
                               where=tmp_path)  # fmt: skip
    assert code == 0, said
    assert "120 vectors of length 24 by folder-" in said
    assert "bad.jpg: not a picture" in said
    code, said = everyhue_says("train", "skin_tone", "--vectors", "v.npy", "--labels",
                               "labels.csv", "--out", "m.model", where=tmp_path)  # fmt: skip
    assert code == 0, said
    run = ("run", "photos", "--embedder", "model", "--model", "m.model", "--out", "out.parquet")
    code, said = everyhue_says(*run, "--workers", 2, where=tmp_path)
    assert code == 0, said
    pictures_way = read_labels(tmp_path / "out.parquet")
    assert "@folder-" in pictures_way.labels.provenance.source
    code, said = everyhue_says("run", "--vectors", "v.npy", "--model", "m.model", "--out",
                               "v.parquet", where=tmp_path)  # fmt: skip
    assert code == 0, said
    vectors_way = read_labels(tmp_path / "v.parquet")
    assert pictures_way.items == vectors_way.items
    good = np.array([item != "bad.jpg" for item in pictures_way.items])
    assert pictures_way.labels.probs[good] == pytest.approx(
        vectors_way.labels.probs[good], abs=1e-4
    )
    assert str(pictures_way.labels.reason[~good][0]) == "not_a_picture"
    (tmp_path / "model" / "open_clip_model.safetensors").write_bytes(b"other")
    code, said = everyhue_says(*run, "--workers", 2, "--again", where=tmp_path)
    assert (code, said.count("\n")) == (2, 1), said
    assert "sha256 of open_clip_model.safetensors" in said
