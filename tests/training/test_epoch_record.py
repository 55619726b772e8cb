"""Records of epochs come back within their documented precision, and stay small."""

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix

from cnnviz.training.epoch_files import EpochFiles
from cnnviz.training.epoch_record import EpochRecord, Watched
from cnnviz.utils.errors import InputError


def watched(images: int = 40, classes: int = 3, probes: int = 4, seed: int = 0) -> Watched:
    random = np.random.default_rng(seed)
    labels = random.integers(0, classes, images)
    chosen = random.choice(images, probes, replace=False)
    pictures = random.integers(0, 256, (probes, 6, 5, 1), np.uint8)
    names = tuple(f"class {i}" for i in range(classes))
    return Watched("digits", True, names, labels, chosen, pictures)


def record(of: Watched, seed: int = 0, kernels: tuple[int, ...] = (3, 3, 1, 8)) -> EpochRecord:
    random = np.random.default_rng(seed)
    images, classes = len(of.labels), len(of.classes)
    return EpochRecord(
        at=2.0,
        learning_rate=1e-3,
        kernels=random.normal(0, 0.3, kernels).astype(np.float32),
        probabilities=random.dirichlet(np.ones(classes), len(of.probes)).astype(np.float32),
        answers=random.integers(0, classes, images),
        truths=random.random(images, np.float32),
    )


@given(
    classes=st.sampled_from([2, 10, 256, 300]),
    probes=st.integers(0, 24),
    seed=st.integers(0, 2**32 - 1),
    kernels=st.tuples(*[st.integers(1, 5)] * 3, st.integers(0, 9)),
)
def test_a_record_comes_back_within_its_precision(tmp_path_factory, classes, probes, seed, kernels):
    path = tmp_path_factory.mktemp("run") / "02.record.npz"
    about = watched(60, classes, probes, seed)
    written = record(about, seed, kernels)
    written.save(path)
    read = EpochRecord.load(path, about)
    assert (read.at, read.learning_rate) == (2.0, 1e-3)
    np.testing.assert_array_equal(read.answers, written.answers)
    np.testing.assert_allclose(read.truths, written.truths, atol=0.5 / 255 + 1e-6)
    np.testing.assert_allclose(read.probabilities, written.probabilities, rtol=2**-11, atol=1e-7)
    precision = np.abs(written.kernels).max(axis=(0, 1, 2), initial=0) / 254
    assert (np.abs(read.kernels - written.kernels) <= 1.001 * precision).all()


@pytest.mark.parametrize("classes", [2, 256, 257])
def test_what_records_are_about_comes_back(tmp_path, classes):
    written = watched(600, classes)
    written.save(tmp_path / "watched.npz")
    read = Watched.load(tmp_path / "watched.npz")
    assert (read.dataset, read.synthetic, read.classes) == ("digits", True, written.classes)
    for name in ("labels", "probes", "pictures"):
        np.testing.assert_array_equal(getattr(read, name), getattr(written, name))


def test_kernels_of_zeros_stay_zeros(tmp_path):
    about = watched()
    kernels = np.zeros((3, 3, 1, 2), np.float32)
    empty = np.empty(0)
    EpochRecord(0.5, 0.1, kernels, np.ones((4, 3)) / 3, empty, empty).save(tmp_path / "1.npz")
    np.testing.assert_array_equal(EpochRecord.load(tmp_path / "1.npz", about).kernels, kernels)


def test_the_confusion_matrix_is_scikit_learns():
    about = watched(200, 5)
    made = record(about)
    expected = confusion_matrix(about.labels, made.answers, labels=range(5))
    np.testing.assert_array_equal(made.confusion(about), expected)


def test_a_record_of_another_run_is_refused(tmp_path):
    record(watched()).save(tmp_path / "1.npz")
    for other in (watched(images=41), watched(classes=4), watched(probes=5)):
        with pytest.raises(InputError, match=r"1\.npz is damaged"):
            EpochRecord.load(tmp_path / "1.npz", other)


@given(
    cut=st.floats(0, 1, exclude_max=True),
    place=st.floats(0, 0.999),
    byte=st.binary(min_size=1, max_size=4),
)
def test_a_damaged_record_is_refused_or_whole(tmp_path_factory, cut, place, byte):
    """No damage ends in another error than ours."""
    path, about = tmp_path_factory.mktemp("run") / "1.npz", watched()
    record(about).save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(cut * len(whole))])
    with pytest.raises(InputError, match=r"1\.npz is damaged"):
        EpochRecord.load(path, about)
    at = int(place * len(whole))
    path.write_bytes(whole[:at] + byte + whole[at + len(byte) :])
    with contextlib.suppress(InputError):
        assert EpochRecord.load(path, about).answers.shape in (about.labels.shape, (0,))


def test_a_record_of_mnist_takes_a_thirtieth_of_a_megabyte(tmp_path):
    """Random answers and probabilities are the least compressible ones."""
    about = watched(6000, 10, 12)
    record(about, kernels=(3, 3, 1, 32)).save(tmp_path / "1.npz")
    assert (tmp_path / "1.npz").stat().st_size < 1_000_000 / 30


def test_files_of_epochs_are_found_in_order(tmp_path):
    files, about = EpochFiles(tmp_path), watched()
    for epoch in (1, 2, 100, 9):
        record(about).save(files.path(epoch))
    record(about).save(files.live_path)
    (files.folder / "03.npz").touch()  # a checkpoint
    assert files.epochs() == [1, 2, 9, 100]


def test_later_records_are_dropped(tmp_path):
    files, about = EpochFiles(tmp_path), watched()
    for path in (files.path(1), files.path(2), files.path(3), files.live_path):
        record(about).save(path)
    files.drop_after(1)
    assert [file.name for file in files.folder.iterdir()] == ["01.record.npz"]


def test_missing_and_damaged_files_are_none(tmp_path):
    files, about = EpochFiles(tmp_path), watched()
    assert files.watched() is None
    assert files.epochs() == []
    files.folder.mkdir()
    files.path(1).write_bytes(b"PK")
    files.watched_path.write_bytes(b"PK")
    assert files.read(1, about) is None
    assert files.read(2, about) is None
    assert files.watched() is None
    assert files.live(about) is None


def test_a_file_is_read_once_until_it_is_replaced(tmp_path):
    files, about = EpochFiles(tmp_path), watched()
    about.save(files.watched_path)
    record(about, seed=1).save(files.path(1))
    record(about, seed=1).save(files.live_path)
    known = files.watched()
    assert files.watched() is known
    first, live = files.read(1, known), files.live(known)
    assert files.read(1, known) is first
    assert files.live(known) is live
    record(about, seed=2).save(files.path(1))
    record(about, seed=2).save(files.live_path)
    assert (files.read(1, known).answers != first.answers).any()
    assert (files.live(known).answers != live.answers).any()


def test_what_several_readers_share_cannot_be_changed(tmp_path):
    files, about = EpochFiles(tmp_path), watched()
    about.save(files.watched_path)
    record(about).save(files.path(1))
    known = files.watched()
    for array in (known.labels, known.pictures, files.read(1, known).answers):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
