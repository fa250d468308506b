"""Embedders are files with a checksum; nothing is fetched, and none may recognise faces."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest

from everyhue.errors import EveryhueError, FileError, InputError, UnknownNameError
from everyhue.signals.embedders import Preparation, open_embedder, refuse_face_recognition
from everyhue.signals.embedders.model_folder import SUMS, checked_sums
from everyhue.signals.running import ReaderSpec, run_pictures
from everyhue.signals.running.reader import VectorReader
from everyhue.signals.trained import train_signal
from everyhue.types import Labels

from .test_trained import QUICK

pil = pytest.importorskip("PIL.Image")


def tiny(path, side=16, width=6, name="tiny", **meta):
    """An ONNX model that averages a grid of patches: (n, 3, side, side) → (n, width)."""
    onnx = pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    make, kinds = onnx.helper, onnx.TensorProto
    rng = np.random.default_rng(0)
    weight = rng.normal(size=(3 * side * side, width)).astype(np.float32) / side
    graph = make.make_graph(
        [make.make_node("Flatten", ["pixels"], ["flat"], axis=1),
         make.make_node("MatMul", ["flat", "weight"], ["vector"])],
        name,
        [make.make_tensor_value_info("pixels", kinds.FLOAT, ["n", 3, side, side])],
        [make.make_tensor_value_info("vector", kinds.FLOAT, ["n", width])],
        [onnx.numpy_helper.from_array(weight, "weight")],
    )  # fmt: skip
    model = make.make_model(graph, opset_imports=[make.make_opsetid("", 17)], ir_version=9)
    make.set_model_props(model, meta)
    onnx.save(model, str(path))
    return path, weight


def test_an_onnx_file_gives_the_vectors_it_should(tmp_path):
    path, weight = tiny(tmp_path / "tiny.onnx")
    embedder = open_embedder(path)
    pixels = np.random.default_rng(1).integers(0, 256, (16, 16, 3), np.uint8)
    mean, std = np.array(Preparation().mean), np.array(Preparation().std)
    flat = ((pixels / 255 - mean) / std).transpose(2, 0, 1).reshape(1, -1)
    assert embedder.embed([pixels]) == pytest.approx(flat @ weight, abs=1e-4)
    assert embedder.embed([pixels] * 3).shape == (3, 6)
    assert embedder.width == 6


def test_the_id_follows_the_file_and_its_preparation(tmp_path):
    path, _ = tiny(tmp_path / "a.onnx")
    first = open_embedder(path).id
    (tmp_path / "a.onnx.json").write_text('{"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}')
    assert open_embedder(path).id != first
    (tmp_path / "a.onnx.json").unlink()
    assert open_embedder(path).id == first


def test_a_stated_checksum_is_compared(tmp_path):
    path, _ = tiny(tmp_path / "a.onnx")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (tmp_path / "a.onnx.json").write_text(json.dumps({"sha256": digest}))
    open_embedder(path)
    (tmp_path / "a.onnx.json").write_text(json.dumps({"sha256": "0" * 64}))
    with pytest.raises(InputError, match=r"sha256 of a\.onnx"):
        open_embedder(path)


@pytest.mark.parametrize(
    "file, graph, meta",
    [
        ("w600k_r50.onnx", "g", {}),
        ("model.onnx", "arcface-r100", {}),
        ("model.onnx", "g", {"dataset": "MS1M-V3"}),
        ("model.onnx", "g", {"about": "Face Recognition by someone"}),
    ],
)
def test_models_that_recognise_faces_are_refused(tmp_path, file, graph, meta):
    path, _ = tiny(tmp_path / file, name=graph, **meta)
    with pytest.raises(InputError, match="recognises faces"):
        open_embedder(path)


def test_the_shape_of_face_models_is_refused_unless_stated(tmp_path):
    path, _ = tiny(tmp_path / "m.onnx", side=112, width=512)
    with pytest.raises(InputError, match="shape of models that recognise faces"):
        open_embedder(path)
    (tmp_path / "m.onnx.json").write_text('{"kind": "whole_picture"}')
    assert open_embedder(path).width == 512


@pytest.mark.parametrize(
    "word", ["clip-vit-b32", "siglip", "dinov2_vits14", "surface_id", "occasional"]
)
def test_models_of_whole_pictures_are_let_in(word):
    refuse_face_recognition("m.onnx", [word])


def test_what_is_no_embedder(tmp_path):
    with pytest.raises(FileError, match="Nothing is downloaded"):
        open_embedder(tmp_path / "clip.onnx")
    (tmp_path / "a.bin").write_bytes(b"x")
    with pytest.raises(InputError, match="onnx file"):
        open_embedder(tmp_path / "a.bin")
    pytest.importorskip("onnxruntime")
    (tmp_path / "a.onnx").write_bytes(b"not a model")
    with pytest.raises(InputError, match="cannot be read as ONNX"):
        open_embedder(tmp_path / "a.onnx")


def test_a_sidecar_that_says_what_is_not_known(tmp_path):
    (tmp_path / "a.onnx.json").write_text('{"meen": 1}')
    with pytest.raises(UnknownNameError, match="mean"):
        Preparation.beside(tmp_path / "a.onnx")
    (tmp_path / "a.onnx.json").write_text("[1]")
    with pytest.raises(InputError, match="a JSON object"):
        Preparation.beside(tmp_path / "a.onnx")


def test_a_folder_needs_its_checksums(tmp_path):
    (tmp_path / "model.pt").write_bytes(b"weights")
    with pytest.raises(FileError, match="sha256sum"):
        checked_sums(tmp_path)
    digest = hashlib.sha256(b"weights").hexdigest()
    (tmp_path / SUMS).write_text(f"{digest}  model.pt\n")
    assert checked_sums(tmp_path) == {"model.pt": digest}
    (tmp_path / "extra.json").write_text("{}")
    with pytest.raises(InputError, match=r"extra\.json"):
        checked_sums(tmp_path)
    (tmp_path / "extra.json").unlink()
    (tmp_path / "model.pt").write_bytes(b"other")
    with pytest.raises(InputError, match=r"sha256 of model\.pt"):
        open_embedder(tmp_path)


def test_a_folder_that_recognises_faces_is_refused_before_torch_is_asked_for(tmp_path):
    (tmp_path / "config.json").write_text('{"trained_on": "glint360k"}')
    digest = hashlib.sha256((tmp_path / "config.json").read_bytes()).hexdigest()
    (tmp_path / SUMS).write_text(f"{digest}  config.json\n")
    with pytest.raises(InputError, match="recognises faces"):
        open_embedder(tmp_path)


@pytest.mark.parametrize("shape", [(2000, 3), (3, 2000)])
def test_a_strip_costs_no_more_than_another_picture(shape):
    strip = np.zeros((*shape, 3), np.uint8)
    strip[shape[0] // 2 - 1 : shape[0] // 2 + 2, shape[1] // 2 - 1 : shape[1] // 2 + 2] = 255
    made = Preparation(size=16, mean=(0, 0, 0), std=(1, 1, 1)).tensor([strip])
    assert made.shape == (1, 3, 16, 16)
    assert made[:, :, 6:10, 6:10].min() == 1


def test_a_model_of_large_pictures_reads_them_large():
    assert [Preparation(size=size).longest for size in (224, 256, 384)] == [512, 512, 768]


def test_the_middle_square_is_kept():
    wide = np.zeros((10, 30, 3), np.uint8)
    wide[:, 10:20] = 255
    made = Preparation(size=10, mean=(0, 0, 0), std=(1, 1, 1), layout="nhwc").tensor([wide])
    assert made.shape == (1, 10, 10, 3)
    assert made.min() > 0.9


def test_pictures_are_labelled_through_an_embedder(tmp_path):
    path, _ = tiny(tmp_path / "tiny.onnx")
    embedder, rng = open_embedder(path), np.random.default_rng(0)
    from everyhue.signals import SKIN_TONE

    folder = tmp_path / "photos"
    folder.mkdir()
    words, pixels = [], []
    for i in range(240):
        bucket = i % 4
        shade = np.clip(200 - 45 * bucket + rng.normal(0, 8, (20, 20, 3)), 0, 255)
        pixels.append(shade.astype(np.uint8))
        words.append(SKIN_TONE.ids[bucket])
        if i < 20:
            pil.fromarray(pixels[-1]).save(folder / f"{i:03}.png")
    (folder / "bad.png").write_bytes(b"")
    made = train_signal(
        embedder.embed(pixels), Labels.from_hard(words, SKIN_TONE), SKIN_TONE, rng,
        source="flat squares", settings=QUICK,
    )  # fmt: skip
    made.signal.save(tmp_path / "m.model")
    run = run_pictures(
        folder, ReaderSpec(tmp_path / "m.model", embedder=path), tmp_path / "out.parquet"
    )
    right = [run.labelled.labels.sure[i] == i % 4 for i in range(20)]
    assert np.mean(right) > 0.8
    assert run.labelled.labels.reason[-1] == "empty_file"
    assert run.labelled.labels.provenance.source == f"{made.signal.id}@{embedder.id}"
    other, _ = tiny(tmp_path / "wide.onnx", width=9)
    with pytest.raises(InputError, match="length 9"):
        VectorReader(made.signal, open_embedder(other))
    with pytest.raises(EveryhueError, match="--embedder"):
        ReaderSpec(tmp_path / "m.model").open()
