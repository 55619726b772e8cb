"""Several dropped files as one zip."""

import io
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz import data
from cnnviz.data.bundle import bundle
from cnnviz.utils.errors import InputError
from tests.image_files import CUSTOM, make_zip, tree
from tests.image_files import picture as drawn


def contents(zipped: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_single_zip_stays_as_it_is(tmp_path):
    content = make_zip(tmp_path / "x.zip", CUSTOM).read_bytes()
    assert bundle([("my steel.zip", content)]) == ("my steel", content)


@given(
    st.dictionaries(
        st.lists(st.text("abc é漢", min_size=1, max_size=5), min_size=1, max_size=3).map("/".join),
        st.binary(max_size=20),
        min_size=1,
        max_size=6,
    )
)
def test_every_file_is_in_the_zip_under_its_name(files):
    assert contents(bundle(list(files.items()))[1]) == files


def test_the_same_files_give_the_same_zip():
    files = list(CUSTOM.items())
    assert bundle(files) == bundle(files)


def test_two_files_with_one_name_are_both_kept():
    zipped = contents(bundle([("a.png", b"1"), ("a.png", b"2")])[1])
    assert zipped == {"a.png": b"1", "a (2).png": b"2"}


def test_a_dropped_folder_gives_its_name():
    assert bundle([("parts/a/1.png", b""), ("parts/b/1.png", b"")])[0] == "parts"


def test_many_files_are_counted():
    assert bundle([(f"{n}.png", b"") for n in range(1200)])[0] == "1200 files"


@pytest.mark.parametrize("names", [("cat", "dog"), ("good", "dents")])
def test_one_zip_per_class(tmp_path, names):
    files = []
    for name in names:
        content = make_zip(tmp_path / "x.zip", tree([f"{n}.png" for n in range(5)])).read_bytes()
        files.append((f"{name}.zip", content))
    (tmp_path / "all.zip").write_bytes(bundle(files)[1])
    assert data.load(str(tmp_path / "all.zip")).classes == tuple(sorted(names))


def test_one_zip_per_split(tmp_path):
    content = make_zip(tmp_path / "x.zip", CUSTOM).read_bytes()
    (tmp_path / "all.zip").write_bytes(bundle([("train.zip", content), ("test.zip", content)])[1])
    assert [len(split) for split in data.load(str(tmp_path / "all.zip")).splits] == [36, 4, 40]


def test_a_single_npz_is_a_data_set(tmp_path):
    images, labels = np.stack([drawn(n) for n in range(30)]), np.arange(30) % 3
    np.savez(tmp_path / "set.npz", x=images, y=labels)
    name, content = bundle([("set.npz", (tmp_path / "set.npz").read_bytes())])
    (tmp_path / "set.zip").write_bytes(content)
    assert name == "set"
    assert sum(map(len, data.load(str(tmp_path / "set.zip")).splits)) == 30


def test_a_broken_zip_among_several_files_is_named():
    with pytest.raises(InputError, match=r"^b\.zip: it is damaged or no zip$"):
        bundle([("a.png", b""), ("b.zip", b"no zip")])
