"""MNIST: found on this machine or fetched once, checked, and read without trusting it."""

import hashlib
import threading
import zipfile
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz import data
from cnnviz.data import mnist
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError

SUPPLY = "put mnist.npz into the folder that CNNVIZ_DATA names"


def arrays(train: int = 200, test: int = 50) -> dict[str, np.ndarray]:
    """A small MNIST: right in every way but its size."""
    rng = np.random.default_rng(0)
    return {
        "x_train": rng.integers(0, 256, (train, 28, 28), np.uint8),
        "y_train": (np.arange(train) % 10).astype(np.uint8),
        "x_test": rng.integers(0, 256, (test, 28, 28), np.uint8),
        "y_test": (np.arange(test) % 10).astype(np.uint8),
    }


def save(path: Path, **changes: np.ndarray) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **(arrays() | changes))
    return path


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A machine without any MNIST, whose folders are all below ``tmp_path``."""
    for variable in ("CNNVIZ_DATA", "CNNVIZ_HOME", "KERAS_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    return tmp_path


# Where it is found.


def test_a_machine_without_mnist_has_none(bare):
    assert mnist.find() is None


@pytest.mark.parametrize("place", ["CNNVIZ_DATA", "KERAS_HOME/datasets", "CNNVIZ_HOME/datasets"])
def test_mnist_is_found_in_each_of_its_places(bare, place):
    file = save(bare / place / "mnist.npz")
    assert mnist.find() == file
    assert [len(split) for split in data.load("mnist").splits] == [190, 10, 50]


def test_the_users_own_file_comes_first(bare):
    mine = save(bare / "CNNVIZ_DATA" / "mnist.npz")
    save(bare / "KERAS_HOME" / "datasets" / "mnist.npz")
    assert mnist.find() == mine


def test_the_menu_says_how_to_get_mnist(bare):
    (offer,) = (offer for offer in data.available() if offer.name == "mnist")
    assert not offer.present
    assert offer.downloads
    assert offer.reason == (
        f"MNIST is not on this machine: choosing it downloads 11 MB once, or {SUPPLY}"
    )


# What is read.


def test_labels_and_files_stay_with_their_images(bare):
    save(bare / "CNNVIZ_DATA" / "mnist.npz")
    source = arrays()
    loaded = data.load("mnist")
    for split in loaded.splits:
        for image, label, name in zip(split.images, split.labels, split.files, strict=True):
            part, number = name.split("/")
            assert (image[..., 0] == source[f"x_{part}"][int(number)]).all()
            assert label == source[f"y_{part}"][int(number)]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"x_train": np.zeros((200, 32, 32), np.uint8)}, "x_train must be uint8 (N, 28, 28)"),
        ({"x_train": np.zeros((200, 28, 28), np.float32)}, "x_train must be uint8 (N, 28, 28)"),
        ({"x_test": np.zeros((50, 784), np.uint8)}, "got uint8 (50, 784)"),
        ({"y_train": np.zeros(7, np.uint8)}, "y_train must be 200 integers, got uint8 (7,)"),
        ({"y_test": np.zeros(50)}, "y_test must be 50 integers, got float64 (50,)"),
        ({"y_test": np.zeros(50, int)}, "y_test must hold all digits 0 to 9, got [0]"),
        ({"y_train": np.arange(200)}, "y_train must hold all digits 0 to 9, got [ 0  1  2"),
        ({"y_train": np.array([{}] * 200)}, "an array must hold real numbers, got the type object"),
    ],
)
def test_arrays_that_are_not_mnists_are_refused(bare, changes, complaint):
    path = save(bare / "CNNVIZ_DATA" / "mnist.npz", **changes)
    with pytest.raises(InputError) as caught:
        data.load("mnist")
    assert str(caught.value).startswith(f"{path.name} is not MNIST's npz file: ")
    assert complaint in str(caught.value)
    assert str(caught.value).endswith(SUPPLY)


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\5\6" + bytes(18)])
def test_a_file_that_is_no_npz_is_refused(bare, content):
    path = bare / "CNNVIZ_DATA" / "mnist.npz"
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(InputError, match="is not MNIST's npz file"):
        data.load("mnist")


def test_a_header_that_asks_for_terabytes_is_refused_before_memory_is_asked_for(bare):
    path = save(bare / "CNNVIZ_DATA" / "mnist.npz")
    header = b"{'descr': '|u1', 'fortran_order': False, 'shape': (8000000000000,), }".ljust(117)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x_train.npy", b"\x93NUMPY\1\0\x76\0" + header + b"\n")
    with pytest.raises(InputError, match="has 8,000,000,000,000 bytes, got 0"):
        data.load("mnist")


def test_data_that_breaks_off_is_refused(bare):
    path = save(bare / "CNNVIZ_DATA" / "mnist.npz")
    header = b"{'descr': '|u1', 'fortran_order': False, 'shape': (20, 28, 28), }".ljust(117)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x_train.npy", b"\x93NUMPY\1\0\x76\0" + header + b"\n" + bytes(100))
    with pytest.raises(InputError, match="has 15,680 bytes, got 100"):
        data.load("mnist")


@pytest.fixture(scope="module")
def scratch(tmp_path_factory) -> Path:
    return save(tmp_path_factory.mktemp("scratch") / "whole.npz")


@given(
    near_an_end=st.booleans(),
    at=st.integers(0, 299),
    byte=st.integers(0, 255),
    end=st.sampled_from([None, 100, -30]),
)
def test_a_damaged_file_is_read_or_refused_with_a_sentence(scratch, near_an_end, at, byte, end):
    damaged = bytearray(scratch.read_bytes())
    damaged[-at if near_an_end else at] = byte
    path = scratch.with_name("damaged.npz")
    path.write_bytes(damaged[:end])
    with suppress(InputError):
        images, labels, *_ = mnist.read(path)
        assert len(images) == len(labels)


# The download, from a server of our own.


class Server(ThreadingHTTPServer):
    """Serves one body at every address, says its length, and may break off."""

    def __init__(self, body: bytes, sent: int | None = None, status: int = 200):
        super().__init__(("127.0.0.1", 0), Handler)
        self.body, self.sent, self.status = body, sent, status
        self.url = f"http://127.0.0.1:{self.server_port}/mnist.npz"
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def __exit__(self, *error):
        self.shutdown()
        super().__exit__(*error)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body[: self.server.sent])

    def log_message(self, *args):
        pass


@pytest.fixture
def body(tmp_path) -> bytes:
    return save(tmp_path / "served.npz").read_bytes()


def fetch(server: Server, body: bytes, progress=lambda *_: None, **wrong) -> Path:
    expected = {"sha256": hashlib.sha256(body).hexdigest(), "size": len(body)} | wrong
    return mnist.fetch(progress, server.url, **expected)


def test_a_download_ends_up_in_the_home_folder(bare, body):
    with Server(body) as server:
        path = fetch(server, body)
    assert path == paths.home() / "datasets" / "mnist.npz"
    assert path.read_bytes() == body
    assert mnist.find() == path


def test_a_download_shows_its_progress(bare, body):
    seen = []
    with Server(body) as server:
        fetch(server, body, lambda fraction, text: seen.append((fraction, text)))
    assert seen == sorted(seen)
    assert seen[-1] == (1.0, f"downloading, {len(body) / 1e6:.1f} of {len(body) / 1e6:.1f} MB")


@pytest.mark.parametrize(
    ("sent", "status", "wrong", "complaint"),
    [
        (None, 200, {"sha256": "0" * 64}, "mnist.npz must have SHA-256 0000"),
        (5000, 200, {}, "got 5,000: the connection broke off"),
        (None, 200, {"size": 5000}, "must send 5,000 bytes, got more"),
        (None, 404, {}, "could not be reached: Not Found"),
    ],
    ids=["wrong file", "breaks off", "too long", "not found"],
)
def test_a_download_that_fails_leaves_nothing_behind(bare, body, sent, status, wrong, complaint):
    with Server(body, sent, status) as server, pytest.raises(InputError) as caught:
        fetch(server, body, **wrong)
    assert str(caught.value).startswith("MNIST cannot be downloaded (")
    assert complaint in str(caught.value)
    assert str(caught.value).endswith(SUPPLY)
    assert list((paths.home() / "datasets").iterdir()) == []


def test_a_machine_that_is_offline_says_so(bare, monkeypatch):
    with Server(b"") as server:
        gone = server.url
    monkeypatch.setattr(mnist.fetch, "__defaults__", (gone, mnist.SHA256, mnist.SIZE))
    with pytest.raises(InputError, match=r"^MNIST cannot be downloaded \(.*refused.*\); put mnist"):
        data.load("mnist")


def test_a_home_that_cannot_be_written_says_so(bare, body):
    (bare / "CNNVIZ_HOME").write_text("a file where a folder should be")
    with Server(body) as server, pytest.raises(InputError, match=r"^MNIST cannot be downloaded"):
        fetch(server, body)


def test_the_address_and_checksum_are_kerass_own():
    keras = Path(find_spec("keras").origin).parent  # found, not imported: that takes seconds
    code = (keras / "src" / "datasets" / "mnist.py").read_text("utf-8")
    assert mnist.SHA256 in code
    assert mnist.URL.removesuffix("mnist.npz") in code


# The real MNIST.


@pytest.fixture(scope="module")
def real(real_mnist):
    return data.load("mnist")


def test_mnist_trains_on_57000_validates_on_3000_and_tests_on_10000(real):
    assert [len(split) for split in real.splits] == [57_000, 3_000, 10_000]
    assert real.input_shape == (28, 28, 1)
    assert real.classes == tuple("0123456789")


def test_mnist_has_its_published_number_of_each_digit(real):
    # Source: counts of the label files at yann.lecun.com/exdb/mnist.
    learning = np.bincount(real.train.labels) + np.bincount(real.validation.labels)
    assert learning.tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    testing = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert np.bincount(real.test.labels).tolist() == testing


def test_every_digit_gives_a_twentieth_to_validation(real):
    share = np.bincount(real.validation.labels) / 0.05
    learning = np.bincount(real.train.labels) + np.bincount(real.validation.labels)
    assert np.abs(share - learning).max() <= 20  # one image


def test_no_training_image_is_in_validation(real):
    assert not set(real.train.files) & set(real.validation.files)


def test_mnist_equals_what_numpy_reads(real, real_mnist):
    with np.load(real_mnist) as source:
        assert (real.test.images[..., 0] == source["x_test"]).all()
        assert (real.test.labels == source["y_test"]).all()
