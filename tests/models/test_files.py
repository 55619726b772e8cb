import io
import json
import shutil
import zipfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz import models
from cnnviz.models.card import read_card
from cnnviz.models.files import DESCRIPTION, WEIGHTS
from cnnviz.utils import paths, safe_zip
from cnnviz.utils.errors import InputError
from tests.examples import at_most
from tests.small_networks import INFO, small_model

SHIPPED_CARD = paths.MODELS / "mnist.json"


@pytest.fixture(scope="module")
def model():
    return small_model()


@pytest.fixture(scope="module")
def saved(tmp_path_factory, model):
    return models.save(model, INFO, tmp_path_factory.mktemp("models") / "small.keras").path


@pytest.fixture
def batch():
    return np.random.default_rng(1).random((5, 8, 8, 1), np.float32)


def rewritten(source: Path, target: Path, **members: bytes | None) -> Path:
    """Copy a model file with some members replaced, added, or (None) left out."""
    new = {name.replace("__", "."): content for name, content in members.items()}
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as zip_:
        for name in old.namelist():
            new.setdefault(name, old.read(name))
        for name, content in new.items():
            if content is not None:
                zip_.writestr(name, content)
    return target


def with_description(source: Path, target: Path, **changes: object) -> Path:
    with zipfile.ZipFile(source) as old:
        description = json.loads(old.read(DESCRIPTION)) | changes
    return rewritten(source, target, cnnviz__json=json.dumps(description).encode())


def with_weights(source: Path, target: Path, change) -> Path:
    """Copy a model file after ``change`` was made to its open HDF5 file."""
    with zipfile.ZipFile(source) as old:
        buffer = io.BytesIO(old.read(WEIGHTS))
    with h5py.File(buffer, "r+") as h5:
        change(h5)
    return rewritten(source, target, **{WEIGHTS: buffer.getvalue()})


def test_a_loaded_model_computes_what_the_saved_one_computed(saved, model, batch):
    np.testing.assert_array_equal(models.open_model(saved).network(batch), model(batch))


def test_a_saved_model_opens_with_plain_keras(saved, model, batch):
    np.testing.assert_array_equal(keras.models.load_model(saved)(batch), model(batch))


def test_a_saved_model_tells_what_it_is_without_keras(saved):
    assert models.read_info(saved) == replace(INFO, path=saved)


def test_a_saved_file_holds_no_optimiser_state(tmp_path, model, batch):
    trained = keras.models.clone_model(model)
    trained.compile("adam", "sparse_categorical_crossentropy")
    trained.fit(batch, np.zeros(5, int), verbose=0)
    path = models.save(trained, INFO, tmp_path / "trained.keras").path
    with zipfile.ZipFile(path) as file, h5py.File(io.BytesIO(file.read(WEIGHTS))) as h5:
        assert "optimizer" not in h5


def test_saving_leaves_one_file_in_its_folder(tmp_path, model):
    models.save(model, INFO, tmp_path / "model.keras")
    assert [path.name for path in tmp_path.iterdir()] == ["model.keras"]


def test_a_save_that_fails_keeps_the_file_that_was_there(tmp_path, model):
    path = models.save(model, INFO, tmp_path / "model.keras").path
    before = path.read_bytes()
    with pytest.raises(TypeError):
        models.save(model, replace(INFO, dataset=object()), path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["model.keras"]


def test_a_foreign_keras_file_is_refused_in_one_sentence(tmp_path, model):
    model.save(tmp_path / "foreign.keras")
    with pytest.raises(
        InputError, match=r"foreign\.keras cannot be opened: it was not made by cnn"
    ):
        models.read_info(tmp_path / "foreign.keras")


def test_a_lambda_layer_is_refused_and_never_called(saved, tmp_path):
    layers = [{"layer": "Lambda", "function": "os.system"}]
    path = with_description(saved, tmp_path / "crafted.keras", layers=layers)
    with pytest.raises(InputError, match="unknown layer 'Lambda'"):
        models.open_model(path)


def test_the_config_that_keras_would_follow_is_never_read(saved, tmp_path, model, batch):
    config = b'{"module": "builtins", "class_name": "exec", "config": {}}'
    path = rewritten(saved, tmp_path / "crafted.keras", config__json=config)
    np.testing.assert_array_equal(models.open_model(path).network(batch), model(batch))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"input_shape": [4096, 4096, 4096]}, "at most"),
        ({"input_shape": [10**9, 28, 1]}, "input shape must be numbers from 1 to 4096"),
        ({"input_shape": [0, 28, 1]}, "input shape must be numbers"),
        ({"input_shape": [28, 28]}, "images must be"),
        ({"input_shape": "28"}, "input shape must be a list"),
        ({"layers": [{"layer": "Flatten"}, {"layer": "Dense", "units": 10**9}]}, "up to 100,000"),
        ({"layers": [{"layer": "Flatten"}, *[{"layer": "Dense", "units": 10**5}] * 2]}, "at most"),
        ({"layers": [{"layer": "Conv2D", "filters": 1, "kernel": 9}]}, "does not fit"),
        ({"layers": [{"layer": "Flatten"}] * 1000}, "at most 200 layers"),
        ({"layers": [{"layer": "Dense", "units": 3}]}, "needs a flat input"),
        ({"layers": {"layer": "Flatten"}}, "layers must be a list"),
        ({"layers": ["Flatten"]}, "unknown layer"),
        ({"layers": [{"layer": []}]}, "unknown layer"),
        ({"classes": ["one"]}, "at least 2 classes"),
        ({"classes": ["one", "one"]}, "different names"),
        ({"classes": ["one", 2]}, "a class name must be"),
        ({"classes": ["one", "x" * 1000]}, "a class name must be 1 to 200 characters"),
        ({"name": ""}, "name must be 1 to 200 characters"),
        ({"dataset": None}, "dataset must be"),
        ({"format": 2}, "not of a format"),
        ({"name": "\ud83d"}, "is damaged"),
        ({"classes": ["one", "\udfff"]}, "is damaged"),
    ],
)
def test_a_crafted_description_is_refused_in_one_sentence(saved, tmp_path, changes, sentence):
    path = with_description(saved, tmp_path / "crafted.keras", **changes)
    with pytest.raises(InputError, match=sentence) as error:
        models.read_info(path)
    assert str(error.value).startswith("crafted.keras cannot be opened: ")
    assert len(str(error.value)) < 300


@pytest.mark.parametrize("text", [b"", b"[" * 60_000, b"\xff\xfe", b"[]", b"null", b"9" * 5000])
def test_a_description_that_is_not_ours_is_refused(saved, tmp_path, text):
    path = rewritten(saved, tmp_path / "crafted.keras", cnnviz__json=text)
    with pytest.raises(InputError):
        models.read_info(path)


def test_a_zip_bomb_is_not_unpacked(saved, tmp_path):
    path = rewritten(saved, tmp_path / "bomb.keras", cnnviz__json=b" " * 100_000_000)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(InputError, match="may have at most 65,536 bytes"):
        models.read_info(path)


def test_a_bomb_of_weights_is_not_unpacked(saved, tmp_path):
    path = rewritten(saved, tmp_path / "bomb.keras", **{WEIGHTS: bytes(100_000_000)})
    with pytest.raises(InputError, match=r"weights\.h5 may have at most"):
        models.open_model(path)


def test_a_zip_of_very_many_members_is_refused_before_its_directory_is_read(saved, tmp_path):
    path = tmp_path / "many.keras"
    shutil.copy(saved, path)
    with zipfile.ZipFile(path, "a") as file:
        for number in range(25_000):
            file.writestr(f"{number:020}", b"")
    with pytest.raises(InputError, match="list of contents may have at most 1 MB, got 2 MB"):
        models.read_info(path)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_a_truncated_file_is_called_cut_off(saved, tmp_path, share):
    path = tmp_path / "short.keras"
    path.write_bytes(saved.read_bytes()[: int(saved.stat().st_size * share)])
    with pytest.raises(InputError, match=r"short\.keras cannot be opened: it is damaged or no zip"):
        models.read_info(path)


@at_most(50)
@given(data=st.data())
def test_a_file_with_one_wrong_byte_loads_or_is_refused(saved, data, tmp_path_factory):
    content = bytearray(saved.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "flipped.keras"
    path.write_bytes(content)
    with suppress(InputError):
        models.open_model(path)


KERNEL = "layers/conv2d/vars/0"


def _soft_link(h5):
    del h5[KERNEL]
    h5[KERNEL] = h5py.SoftLink("/layers/dense/vars/0")


def _external_link(h5):
    del h5[KERNEL]
    h5[KERNEL] = h5py.ExternalLink("/etc/passwd", "/")


def _linked_group(h5):
    del h5["layers/conv2d"]
    h5["layers/conv2d"] = h5py.SoftLink("/layers/dense")


def _external_file(h5):
    del h5[KERNEL]
    h5.create_dataset(KERNEL, (3, 3, 1, 3), "f4", external=[("/etc/passwd", 0, 108)])


def _virtual(h5):
    del h5[KERNEL]
    layout = h5py.VirtualLayout((3, 3, 1, 3), "f4")
    layout[:] = h5py.VirtualSource("/etc/passwd", "x", (3, 3, 1, 3))
    h5.create_virtual_dataset(KERNEL, layout)


def _huge(h5):
    del h5[KERNEL]
    h5.create_dataset(KERNEL, (10**6, 10**6), "f4", chunks=(1000, 1000))


def _compressed(h5):
    del h5[KERNEL]
    h5.create_dataset(KERNEL, (3, 3, 1, 3), "f4", compression="gzip")


def _doubles(h5):
    del h5[KERNEL]
    h5[KERNEL] = np.zeros((3, 3, 1, 3))


def _no_layer(h5):
    del h5["layers/conv2d"]


def _no_array(h5):
    del h5[KERNEL]


def _group_for_array(h5):
    del h5[KERNEL]
    h5.create_group(KERNEL)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_soft_link, "links to something else"),
        (_external_link, "links to something else"),
        (_linked_group, "links to something else"),
        (_external_file, "does not lie in the file as one block"),
        (_virtual, "does not lie in the file as one block"),
        (_huge, "must be float32"),
        (_compressed, "does not lie in the file as one block"),
        (_doubles, "must be float32"),
        (_no_layer, "weights of conv_1 are missing"),
        (_no_array, "links to something else"),
        (_group_for_array, "weights are damaged"),
    ],
)
def test_weights_that_are_no_plain_arrays_of_the_layers_are_refused(
    saved, tmp_path, change, sentence
):
    path = with_weights(saved, tmp_path / "crafted.keras", change)
    with pytest.raises(InputError, match=sentence):
        models.open_model(path)


@pytest.fixture
def shelf(tmp_path, monkeypatch, saved):
    """A folder of shipped models: a good one with its card, and a damaged one."""
    monkeypatch.setattr(paths, "MODELS", tmp_path)
    shutil.copy(saved, tmp_path / "good.keras")
    shutil.copy(SHIPPED_CARD, tmp_path / "good.json")
    (tmp_path / "bad.keras").write_bytes(b"PK")
    return tmp_path


def test_shipped_models_come_with_their_cards_and_without_the_damaged(shelf):
    assert [(info.path, info.card) for info in models.shipped()] == [
        (shelf / "good.keras", read_card(SHIPPED_CARD))
    ]


@pytest.mark.parametrize("text", ["{}", "[]", '{"test": 3}', "{"])
def test_a_damaged_card_costs_a_shipped_model_the_card_only(shelf, text):
    (shelf / "good.json").write_text(text)
    assert [(info.path, info.card) for info in models.shipped()] == [(shelf / "good.keras", None)]


def test_a_model_is_found_by_shipped_name_file_or_run_folder(shelf, saved, tmp_path):
    run = tmp_path / "run"
    run.mkdir()
    shutil.copy(saved, run / "model.keras")
    assert models.resolve("good").path == shelf / "good.keras"
    assert models.resolve(str(saved)).path == saved
    assert models.resolve(str(run)).path == run / "model.keras"


def test_only_a_shipped_model_is_resolved_with_a_card(shelf, saved, tmp_path):
    beside = tmp_path / "elsewhere" / "good.keras"
    beside.parent.mkdir()
    shutil.copy(saved, beside)
    shutil.copy(SHIPPED_CARD, beside.with_suffix(".json"))
    assert models.resolve("good").card == read_card(SHIPPED_CARD)
    assert models.resolve(str(beside)).card is None


@pytest.fixture
def opened(monkeypatch):
    """The names of the members that are read of model files."""
    names = []
    real = safe_zip.member
    monkeypatch.setattr(
        safe_zip, "member", lambda file, name, most: names.append(name) or real(file, name, most)
    )
    return names


def test_an_opened_model_comes_with_its_description_and_reads_it_once(saved, tmp_path, opened):
    mine = Path(shutil.copy(saved, tmp_path / "mine.keras"))
    model = models.open_model(models.resolve(str(mine)))
    assert model.info == replace(INFO, path=mine)
    assert opened == [DESCRIPTION, WEIGHTS]


def test_a_description_is_read_again_where_its_file_has_changed(saved, tmp_path, opened):
    mine = Path(shutil.copy(saved, tmp_path / "mine.keras"))
    first = models.read_info(mine)
    assert models.read_info(mine) is first
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(tmp_path / "other", "w") as target:
        described = json.loads(source.read(DESCRIPTION)) | {"name": "another"}
        target.writestr(DESCRIPTION, json.dumps(described))
    (tmp_path / "other").replace(mine)
    assert models.read_info(mine).name == "another"
    assert opened == [DESCRIPTION, DESCRIPTION]


def test_a_description_with_another_name_keeps_what_is_known_of_its_network():
    info = replace(INFO)
    known = info.summaries
    changed = info.but(name="another")
    assert changed == replace(INFO, name="another")
    assert changed.summaries is known


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("absent", r"a shipped model \(bad, good\), got 'absent'"),
        ("", "a model is a run's folder"),
        ("../good", "a model is a run's folder"),
        ("bad", r"bad\.keras cannot be opened: it is damaged"),
        (__file__, r"a model is a \.keras file, got test_files\.py"),
    ],
)
def test_a_model_that_cannot_be_had_is_one_sentence(shelf, text, sentence):
    with pytest.raises(InputError, match=sentence):
        models.resolve(text)


def test_a_run_without_a_model_says_that_it_has_not_finished(tmp_path):
    with pytest.raises(InputError, match="its run has not finished"):
        models.resolve(str(tmp_path))
