"""``.keras`` files: what attacks on Keras do, in the file of an ordinary network; without Keras."""

import copy
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from cnnviz.utils import paths
from tests.hostile.readers import READ, Bad

FILE = Path("tests/models/uploads/files/seq_3.3.3.keras")
CONFIG, WEIGHTS = "config.json", "model.weights.h5"
KERNEL = "layers/conv2d/vars/0"
SHAPE = (3, 3, 1, 4)
CALLED = {"module": "os", "class_name": "function", "config": "system", "registered_name": "system"}
Change = Callable[[dict[str, Any]], None]


def members() -> dict[str, bytes]:
    with zipfile.ZipFile(paths.ROOT / FILE) as file:
        return {name: file.read(name) for name in file.namelist()}


def zipped(content: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, data in content.items():
            file.writestr(name, data)
    return packed.getvalue()


def configured(change: Change) -> bytes:
    content = members()
    config = copy.deepcopy(json.loads(content[CONFIG]))
    change(config)
    return zipped(content | {CONFIG: json.dumps(config).encode()})


def weighted(change: Callable[[h5py.File], None]) -> bytes:
    content = members()
    packed = io.BytesIO(content[WEIGHTS])
    with h5py.File(packed, "r+") as file:
        change(file)
    return zipped(content | {WEIGHTS: packed.getvalue()})


def with_members(**changes: bytes) -> bytes:
    return zipped(members() | changes)


def layer(config: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(each for each in config["config"]["layers"] if each["class_name"] == kind)


def setting(kind: str, name: str, value: object) -> Change:
    return lambda config: layer(config, kind)["config"].__setitem__(name, value)


def another(kind: str, module: object = "keras.layers", **settings: object) -> Change:
    def change(config: dict[str, Any]) -> None:
        found = layer(config, "Flatten")
        found |= {"class_name": kind, "module": module, "registered_name": None}
        found["config"] |= settings

    return change


def kernel(make: Callable[[h5py.File], object]) -> Callable[[h5py.File], None]:
    def change(file: h5py.File) -> None:
        del file[KERNEL]
        make(file)

    return change


def virtual(file: h5py.File) -> None:
    layout = h5py.VirtualLayout(SHAPE, np.float32)
    layout[:] = h5py.VirtualSource("/etc/passwd", "data", SHAPE, np.float32)
    file.create_virtual_dataset(KERNEL, layout)


def dataset(shape: tuple[int, ...] = SHAPE, **how: object) -> Callable[[h5py.File], object]:
    return lambda file: file.create_dataset(KERNEL, shape, **({"dtype": np.float32} | how))


CONFIGS: dict[str, tuple[Change, str]] = {
    "a function as an activation": (setting("Conv2D", "activation", CALLED), "activation must be"),
    "Lambda": (another("Lambda", function={"class_name": "__lambda__"}), "holds a program"),
    "TorchModuleWrapper": (another("TorchModuleWrapper", module_="gAN9"), "holds a pickle"),
    "TFSMLayer": (another("TFSMLayer", filepath="/tmp/x"), "loads a SavedModel"),
    "StringLookup": (another("StringLookup", vocabulary="/etc/passwd"), "reads a file"),
    "a class of os": (another("system", "os"), "not a layer of Keras"),
    "a class of builtins": (another("eval", "builtins"), "not a layer of Keras"),
    "a module that is a number": (another("Flatten", 5), "not a layer of Keras"),
    "a module that climbs": (another("Flatten", "keras.layers..os"), "not a layer of Keras"),
    "keras.src.utils": (another("get_file", "keras.src.utils"), "not a layer of Keras"),
    "keras.saving": (another("load_model", "keras.saving"), "not a layer of Keras"),
    "an unknown layer": (another("MultiHeadAttention"), "not one that this program has"),
    "a wrapper": (another("TimeDistributed", layer=CALLED), "not one that this program has|known"),
    "an unknown setting": (another("Flatten", call_with=CALLED), "not known"),
    "a billion filters": (setting("Conv2D", "filters", 10**9), "whole number up to"),
    "10^400 filters": (setting("Conv2D", "filters", 10**400), "."),
    "minus one filter": (setting("Conv2D", "filters", -1), "."),
    "no filters": (setting("Conv2D", "filters", None), "."),
    "true filters": (setting("Conv2D", "filters", True), "."),
    "filters in text": (setting("Conv2D", "filters", "4"), "."),
    "more filters than stored": (setting("Conv2D", "filters", 400), "must be float32"),
    "a kernel of a million": (setting("Conv2D", "kernel_size", [10**6, 10**6]), "."),
    "a kernel of lists": (setting("Conv2D", "kernel_size", [[3], [3]]), "."),
    "a stride of zero": (setting("Conv2D", "strides", [0, 0]), "."),
    "a dilation of a billion": (setting("Conv2D", "dilation_rate", [10**9, 1]), "."),
    "a padding that is a call": (setting("Conv2D", "padding", CALLED), "."),
    "groups of zero": (setting("Conv2D", "groups", 0), "."),
    "float64": (setting("Conv2D", "dtype", "float64"), "must be float32"),
    "a rate of two": (setting("Dropout", "rate", 2), "."),
    "no number as rate": (setting("Dropout", "rate", float("nan")), "."),
    "100,000 units": (setting("Dense", "units", 10**5), "units must be 1 to 1000"),
    "an image of 10^12": (
        setting("InputLayer", "batch_shape", [None, 10**6, 10**6, 1]),
        "4096 pixels",
    ),
    "an image of any size": (
        setting("InputLayer", "batch_shape", [None, None, None, 1]),
        "fixed size",
    ),
    "an image of no channels": (setting("InputLayer", "batch_shape", [None, 8, 8, 0]), "."),
    "an image of text": (setting("InputLayer", "batch_shape", "large"), "."),
    "a model of another class": (lambda config: config.update(class_name="Evil"), "Evil"),
    "a model of another module": (lambda config: config.update(module="evil"), "not a layer"),
    "a list as its config": (lambda config: config.update(config=[1]), "damaged"),
    "no config": (lambda config: config.pop("config"), "damaged"),
    "text as its layers": (lambda config: config["config"].update(layers="x"), "damaged"),
    "no layers": (lambda config: config["config"].update(layers=[]), "."),
    "a layer that is a number": (lambda config: config["config"]["layers"].append(5), "damaged"),
    "a layer without class": (lambda config: layer(config, "Conv2D").pop("class_name"), "damaged"),
    "a class that is a list": (
        lambda config: layer(config, "Conv2D").update(class_name=[]),
        "damaged",
    ),
    "10,000 layers": (
        lambda config: (
            config["config"].update(layers=[layer(config, "ReLU")] * 10_000)
            if any(each["class_name"] == "ReLU" for each in config["config"]["layers"])
            else config["config"]["layers"].extend([layer(config, "Dropout")] * 3000)
        ),
        "at most 500 layers|at most",
    ),
    "an empty model in it": (
        lambda config: config["config"]["layers"].append(
            {"class_name": "Sequential", "module": "keras", "config": {"layers": []}}
        ),
        READ,
    ),
    "named functions that only training reads": (
        lambda config: config.update(compile_config={"optimizer": CALLED, "loss": CALLED}),
        READ,
    ),
    "a function as an initialiser": (setting("Conv2D", "kernel_initializer", CALLED), READ),
}
HDF5: dict[str, tuple[Callable[[h5py.File], None], str]] = {
    "data in another file, virtual": (kernel(virtual), "as one block"),
    "data in another file": (
        kernel(dataset(external=[("/etc/passwd", 0, h5py.h5f.UNLIMITED)])),
        "as one block",
    ),
    "a link to another file": (
        kernel(lambda file: file.__setitem__(KERNEL, h5py.ExternalLink("/etc/passwd", "/x"))),
        "links to something else",
    ),
    "a link within": (
        kernel(lambda file: file.__setitem__(KERNEL, h5py.SoftLink("/layers/dense/vars/0"))),
        "links to something else",
    ),
    "compressed data": (kernel(dataset(chunks=True, compression="gzip")), "as one block"),
    "a compressed bomb": (
        kernel(dataset((2**16, 2**16), chunks=True, compression="gzip")),
        "must be float32",
    ),
    "nothing of what is declared": (kernel(dataset()), "larger than what is stored"),
    "10^14 values": (kernel(dataset((10**5, 10**5, 100, 100))), "must be float32"),
    "float64": (kernel(dataset(dtype=np.float64)), "must be float32"),
    "text": (kernel(dataset(dtype=h5py.string_dtype())), "must be float32"),
    "references": (kernel(dataset(dtype=h5py.ref_dtype)), "must be float32"),
    "a group": (kernel(lambda file: file.create_group(KERNEL)), "damaged|must be"),
    "no array": (kernel(lambda file: None), "links to something else|no layers"),
    "no number": (
        kernel(lambda file: file.create_dataset(KERNEL, data=np.full(SHAPE, np.nan, np.float32))),
        "finite",
    ),
    "no layers": (lambda file: file.__delitem__("layers"), "."),
}


def shared_array() -> bytes:
    """Twenty layers of 360 kB, all of which are one array: 7 MB declared by 400 kB."""
    content = members()
    config = json.loads(content[CONFIG])
    layers = config["config"]["layers"]
    first = layer(config, "Conv2D")
    again = copy.deepcopy(first)
    first["config"]["filters"] = again["config"]["filters"] = 100
    again["config"] |= {"padding": "same", "name": "again"}
    place = layers.index(first) + 1
    layers[place:place] = [copy.deepcopy(again) for _ in range(20)]
    for number, each in enumerate(layers[place : place + 20]):
        each["config"]["name"] = f"again_{number}"
    packed = io.BytesIO(content[WEIGHTS])
    with h5py.File(packed, "r+") as file:
        array = file.create_dataset("shared", data=np.zeros((3, 3, 100, 100), np.float32))
        for name, shape in {"0": (3, 3, 1, 100), "1": (100,)}.items():
            del file[f"layers/conv2d/vars/{name}"]
            file[f"layers/conv2d/vars/{name}"] = np.zeros(shape, np.float32)
        bias = file.create_dataset("bias", data=np.zeros(100, np.float32))
        for number in range(1, 21):
            group = file.create_group(f"layers/conv2d_{number}/vars")
            group["0"], group["1"] = array, bias
    return zipped({**content, CONFIG: json.dumps(config).encode(), WEIGHTS: packed.getvalue()})


def _files() -> Iterator[tuple[str, Callable[[], bytes], str]]:
    for name in ("../evil.py", "/etc/passwd", "assets/vocabulary.txt", "a.pkl", "x.keras"):
        yield f"a member {name}", partial(with_members, **{name: b"x"}), "as well|its folder"
    for name, text, says in (
        ("a config of 1 MB and a byte", b" " * (2**20 + 1), "at most 1,048,576"),
        ("a config of brackets", b"[" * 100_000, "damaged"),
        ("a config of 250,000 values", b"[" + b"0," * 250_000 + b"0]", "200,000 values"),
        ("a config that is a list", b"[]", "damaged"),
        ("a config that is no text", b"\xff", "damaged"),
        ("a config of 10^5 digits", b'{"a": ' + b"9" * 10**5 + b"}", "damaged|."),
        ("an empty config", b"", "damaged"),
    ):
        yield name, partial(with_members, **{CONFIG: text}), says
    for name, content in (
        ("no weights", b""),
        ("weights of zeros", bytes(10**5)),
        ("weights that are a pickle", b"\x80\4\x95"),
    ):
        yield name, partial(with_members, **{WEIGHTS: content}), "weights are damaged"
    yield "an array of twenty layers", shared_array, "larger than what is stored"
    weights = members()[WEIGHTS]
    for share in (0.05, 0.3, 0.6, 0.9):
        cut = weights[: int(len(weights) * share)]
        yield f"{share:.0%} of the weights", partial(with_members, **{WEIGHTS: cut}), "damaged"
    yield (
        "Keras 2",
        (lambda: with_members(**{"metadata.json": b'{"keras_version": "2.15.0"}'})),
        "open it with Keras 3",
    )
    yield "HDF5", lambda: b"\x89HDF\r\n\x1a\n" + bytes(99), "HDF5 file"
    yield "a pickle", lambda: b"\x80\4\x95" + bytes(99), "pickle"
    yield "a SavedModel", lambda: zipped({"m/saved_model.pb": b""}), "SavedModel"
    yield "a file of PyTorch", lambda: zipped({"m/data.pkl": b""}), "PyTorch"
    yield "a zip of nothing", lambda: zipped({}), "missing"
    yield "nothing", lambda: b"", "damaged or no zip"
    yield "nothing wrong", lambda: zipped(members()), READ


def bad() -> Iterator[Bad]:
    """All of them."""
    for name, (change, answer) in CONFIGS.items():
        yield Bad("keras", name, partial(configured, change), answer)
    for name, (weights, answer) in HDF5.items():
        yield Bad("keras", f"weights: {name}", partial(weighted, weights), answer)
    for name, make, answer in _files():
        yield Bad("keras", name, make, answer)
