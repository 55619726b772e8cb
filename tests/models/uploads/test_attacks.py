"""Each published attack on Keras files, as a small crafted file, is refused or has no effect."""

import io
import pickle
import re
import zipfile

import h5py
import numpy as np
import pytest

from cnnviz.models import uploads
from cnnviz.models.uploads.process import convert_file
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from tests.models.uploads.keras_files import crafted, saved

CALLED = {"module": "os", "class_name": "function", "config": "system", "registered_name": "system"}
KERNEL = "layers/conv2d/vars/0"
NOT_A_NUMBER = np.full((3, 3, 1, 2), np.nan, np.float32)


def output_of(name):
    return {"class_name": "__keras_tensor__", "config": {"keras_history": [name, 0, 0]}}


def layer(config, kind):
    (found,) = [each for each in config["config"]["layers"] if each["class_name"] == kind]
    return found


def setting(kind, name, value):
    return lambda config: layer(config, kind)["config"].__setitem__(name, value)


def another_class(kind, module="keras.layers", **settings):
    """Replace the flatten layer."""

    def change(config):
        found = layer(config, "Flatten")
        found |= {"class_name": kind, "module": module, "registered_name": None}
        found["config"] |= settings

    return change


def functional(*extra):
    """The ordinary network as a Functional config, with further nodes."""

    def change(config):
        layers, before = config["config"]["layers"], None
        for each in layers:
            each["name"] = each["config"]["name"]
            history = output_of(before)
            each["inbound_nodes"] = [{"args": [history], "kwargs": {}}] if before else []
            before = each["name"]
        config["class_name"] = "Functional"
        config["registered_name"] = "Functional"
        config["config"] |= {
            "input_layers": [[layers[0]["name"], 0, 0]],
            "output_layers": [[before, 0, 0]],
        }
        layers += extra

    return change


UNCONNECTED = {
    "module": "keras.layers",
    "class_name": "Activation",
    "config": {"name": "loose", "activation": CALLED},
    "registered_name": None,
    "name": "loose",
    "inbound_nodes": [],
}
DEAD_END = UNCONNECTED | {
    "config": {"name": "loose", "activation": "relu"},
    "inbound_nodes": [
        {
            "args": [output_of("conv2d")],
            "kwargs": {},
        }
    ],
}
TWICE = UNCONNECTED | {"inbound_nodes": DEAD_END["inbound_nodes"] * 2}


@pytest.fixture(autouse=True)
def names_of_layers_begin_anew():
    import keras

    keras.backend.clear_session()


def refusal(path, folder) -> str:
    with pytest.raises(InputError) as error:
        convert_file(path, folder / "ours.keras")
    assert not (folder / "ours.keras").exists()
    return str(error.value)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (setting("Conv2D", "activation", CALLED), "activation must be"),
        (another_class("Activation", activation=CALLED), "activation must be"),
        (another_class("Lambda", function={"class_name": "__lambda__"}), "holds a program"),
        (another_class("TorchModuleWrapper", module_="gAN9"), "holds a pickle"),
        (another_class("TFSMLayer", filepath="/tmp/x"), "loads a SavedModel"),
        (another_class("StringLookup", vocabulary="/etc/passwd"), "reads a file"),
        (another_class("Evil", module="my_module"), "not a layer of Keras"),
        (another_class("system", module="os"), "not a layer of Keras"),
        (another_class("Flatten", module="keras.src.utils"), "not a layer of Keras"),
        (another_class("MultiHeadAttention"), "not one that this program has"),
        (another_class("Flatten", call_with={"run": CALLED}), "'call_with' is not known"),
        (functional(UNCONNECTED), "'loose' is not connected to the input"),
        (functional(DEAD_END), "'loose' is not connected to the output"),
        (functional(TWICE), "used 2 times"),
        (setting("Conv2D", "filters", 10**9), "whole number up to"),
        (setting("Conv2D", "filters", 10**5), "must be float32|at most"),
        (setting("Dense", "units", 10**5), "units must be 1 to 1000"),
        (setting("InputLayer", "batch_shape", [None, 10**6, 10**6, 1]), "up to 4096 pixels"),
        (setting("InputLayer", "batch_shape", [None, None, None, 1]), "fixed size"),
        (setting("Conv2D", "dtype", "float64"), "must be float32"),
        (
            lambda config: config.update({"class_name": "Evil", "module": "m"}),
            "not a layer of Keras",
        ),
        (lambda config: config.update({"config": [1]}), "damaged"),
        (lambda config: config["config"].update({"layers": "x"}), "damaged"),
        (lambda config: layer(config, "Conv2D").pop("class_name"), "damaged"),
    ],
)
def test_a_config_that_asks_for_more_than_our_layers_is_refused(change, says, tmp_path):
    assert re.search(says, refusal(crafted(tmp_path, change), tmp_path))


def test_a_named_function_in_what_only_training_reads_is_never_called(tmp_path):
    def change(config):
        config["compile_config"] = {"optimizer": CALLED, "loss": CALLED}
        layer(config, "Conv2D")["config"]["kernel_initializer"] = CALLED
        layer(config, "Conv2D")["build_config"] = {"input_shape": CALLED}

    convert_file(crafted(tmp_path, change), tmp_path / "ours.keras")
    assert (tmp_path / "ours.keras").exists()


def replaced(make):
    """Replace the convolution's kernel in the HDF5 file."""

    def weights(file):
        del file[KERNEL]
        make(file)

    return weights


def virtual(file):
    layout = h5py.VirtualLayout((3, 3, 1, 2), np.float32)
    layout[:] = h5py.VirtualSource("/etc/passwd", "data", (3, 3, 1, 2), np.float32)
    file.create_virtual_dataset(KERNEL, layout)


def external(file):
    file.create_dataset(
        KERNEL, (3, 3, 1, 2), np.float32, external=[("/etc/passwd", 0, h5py.h5f.UNLIMITED)]
    )


def linked(link):
    return lambda file: file.__setitem__(KERNEL, link)


def as_dataset(shape=(3, 3, 1, 2), **how):
    return lambda file: file.create_dataset(KERNEL, shape, **({"dtype": np.float32} | how))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (virtual, "as one block"),
        (external, "as one block"),
        (linked(h5py.ExternalLink("/etc/passwd", "/x")), "links to something else"),
        (linked(h5py.SoftLink("/layers/dense/vars/0")), "links to something else"),
        (as_dataset(chunks=True, compression="gzip"), "as one block"),
        (as_dataset(), "larger than what is stored"),
        (as_dataset((10**5, 10**5, 100, 100)), "must be float32"),
        (as_dataset(dtype=np.float64), "must be float32"),
        (as_dataset(dtype=h5py.string_dtype()), "must be float32"),
        (lambda file: file.create_group(KERNEL), "damaged"),
        (lambda file: None, "links to something else"),
        (
            lambda file: file.create_dataset(KERNEL, data=NOT_A_NUMBER),
            "finite",
        ),
    ],
)
def test_weights_that_do_not_lie_plainly_in_the_file_are_refused(make, says, tmp_path):
    path = crafted(tmp_path, weights=replaced(make))
    assert says in refusal(path, tmp_path)


def test_an_external_link_as_a_group_is_refused(tmp_path):
    def weights(file):
        del file["layers"]
        file["layers"] = h5py.ExternalLink("/etc/passwd", "/x")

    assert "links" in refusal(crafted(tmp_path, weights=weights), tmp_path)


@pytest.mark.parametrize(
    "name", ["../evil.py", "/etc/passwd", "assets/string_lookup/vocabulary.txt", "a.pkl"]
)
def test_further_members_are_refused(name, tmp_path):
    path = crafted(tmp_path, **{name: b"x"})
    assert "as well" in refusal(path, tmp_path)


def test_a_member_that_is_there_twice_is_refused(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate"):
        path = crafted(tmp_path, **{"config.json": b"{}"})
    assert "twice" in refusal(path, tmp_path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b" " * (2**20 + 1), "at most 1,048,576 bytes"),
        (b"[" * 100_000, "damaged"),
        (b"[" + b"0," * 250_000 + b"0]", "at most 200,000 values"),
        (b"[]", "damaged"),
        (b"\xff", "damaged"),
    ],
)
def test_a_config_too_large_or_damaged_is_refused(text, says, tmp_path):
    path = tmp_path / "one.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("config.json", text)
        file.writestr("model.weights.h5", b"")
    assert says in refusal(path, tmp_path)


def h5(folder):
    with h5py.File(folder / "one.h5", "w") as file:
        file["x"] = 1
    return (folder / "one.h5").read_bytes()


def zipped(name):
    def content(folder):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as file:
            file.writestr(name, b"x")
        return packed.getvalue()

    return content


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (h5, "HDF5 file"),
        (lambda folder: pickle.dumps({"a": 1}), "it is a pickle"),
        (zipped("model/saved_model.pb"), "SavedModel"),
        (zipped("archive/data.pkl"), "PyTorch"),
        (zipped("config.json"), "model.weights.h5 is missing"),
        (lambda folder: b"hello", "damaged or no zip"),
        (lambda folder: b"", "damaged or no zip"),
    ],
)
def test_other_files_are_refused_with_the_reason(content, says, tmp_path):
    path = tmp_path / "one"
    path.write_bytes(content(tmp_path))
    assert says in refusal(path, tmp_path)


def test_a_file_of_keras_2_is_refused_with_the_way_out(tmp_path):
    path = tmp_path / "one.keras"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("metadata.json", '{"keras_version": "2.15.0"}')
        file.writestr("config.json", "{}")
        file.writestr("model.weights.h5", b"")
    assert "open it with Keras 3 and save it again" in refusal(path, tmp_path)


def test_a_branch_with_layers_of_its_own_is_named(tmp_path):
    import keras
    from keras import layers

    image = keras.Input((8, 8, 1))
    left, right = layers.Conv2D(2, 3)(image), layers.Conv2D(2, 3, name="right")(image)
    flat = layers.Flatten()(layers.Add()([left, right]))
    path = saved(keras.Model(image, layers.Dense(2, "softmax")(flat)), tmp_path)
    assert "layer 'right' begins a second branch" in refusal(path, tmp_path)


def changed(content: bytes, mark: bytes, at: int, new: bytes) -> bytes:
    """A zip in whose last header of a kind some bytes are replaced."""
    place = content.rindex(mark) + at
    return content[:place] + new + content[place + len(new) :]


@pytest.mark.parametrize(
    ("at", "new", "says"),
    [
        (38, (0o120777 << 16).to_bytes(4, "little"), "is a link"),
        (42, bytes(4), "may not overlap"),
    ],
)
def test_a_member_that_is_a_link_or_lies_in_another_is_refused(at, new, says, tmp_path):
    path = crafted(tmp_path)
    path.write_bytes(changed(path.read_bytes(), b"PK\1\2", at, new))
    assert says in refusal(path, tmp_path)


def test_no_program_of_ours_lets_keras_open_a_file():
    """Not even the tests' own list of what loads: the names do not occur in the package."""
    for path in paths.ROOT.glob("cnnviz/**/*.py"):
        text = path.read_text("utf-8")
        for name in ("load_model", "model_from_json", "deserialize_keras_object", "from_config"):
            assert not re.search(rf"\b{name}\(", text), (path, name)


def test_a_crash_of_the_reader_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHONHOME", "/nowhere")  # the process cannot even start
    with pytest.raises(InputError, match="bounds of memory and time"):
        uploads.keep("a.keras", crafted(tmp_path).read_bytes())
    assert list((tmp_path / "models").iterdir()) == []
