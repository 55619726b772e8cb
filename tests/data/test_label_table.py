"""Labels in a table beside the images, in the forms that spreadsheets and competitions use."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz import data
from cnnviz.data import label_table
from cnnviz.data.files import Files
from tests.image_files import encoded, make_folder, make_zip, picture, refusal

LABELS = {f"{n}.png": "rust" if n % 2 else "clean" for n in range(20)}
IMAGES = {name: encoded(picture(n)) for n, name in enumerate(LABELS)}


def table(rows: list[list[str]], header: str | None = "file,label", delimiter: str = ",") -> bytes:
    lines = ([header.replace(",", delimiter)] if header else []) + [delimiter.join(r) for r in rows]
    return "\r\n".join(lines).encode()


def check(loaded: data.Dataset) -> None:
    assert loaded.classes == ("clean", "rust")
    assert sum(map(len, loaded.splits)) == len(LABELS)
    for split in loaded.splits:
        for image, label, file in zip(split.images, split.labels, split.files, strict=True):
            name = file.rpartition("/")[2]
            assert (image[..., 0] == picture(list(LABELS).index(name))).all()
            assert loaded.classes[label] == LABELS[name]


ROWS = [[name, label] for name, label in LABELS.items()]
TABLES = {
    "file,label": table(ROWS),
    "no header": table(ROWS, header=None),
    "semicolons": table(ROWS, delimiter=";"),
    "tabs": table(ROWS, delimiter="\t"),
    "id without suffix": table([[n[:-4], label] for n, label in ROWS], header="id,class"),
    "label first": table([[label, n] for n, label in ROWS], header="category,image"),
    "more columns": table([[n, "7", label] for n, label in ROWS], header="name,size,label"),
    "backslashes": table([[f".\\{n}", label] for n, label in ROWS]),
    "UTF-8 with a mark": b"\xef\xbb\xbf" + table(ROWS),
    "UTF-16": table(ROWS).decode().encode("utf-16"),
}


@pytest.mark.parametrize("content", TABLES.values(), ids=TABLES)
@pytest.mark.parametrize("folder", ["", "images/", "some/where/"])
def test_a_table_gives_the_labels(tmp_path, content, folder):
    images = {folder + name: image for name, image in IMAGES.items()}
    check(data.load(str(make_zip(tmp_path / "x.zip", images | {"labels.csv": content}))))


def test_paths_in_a_table_start_at_its_own_folder(tmp_path):
    images = {f"set/images/{name}": image for name, image in IMAGES.items()}
    rows = [[f"images/{name}", label] for name, label in ROWS]
    check(data.load(str(make_folder(tmp_path / "x", images | {"set/labels.csv": table(rows)}))))


def test_a_column_declares_the_splits(tmp_path):
    rows = [[name, label, "test" if n >= 10 else "train"] for n, (name, label) in enumerate(ROWS)]
    content = {"labels.csv": table(rows, header="file,label,split")}
    loaded = data.load(str(make_folder(tmp_path / "x", IMAGES | content)))
    assert sorted(loaded.test.files) == sorted(list(LABELS)[10:])
    check(loaded)


def test_tables_named_after_splits_declare_them(tmp_path):
    content = {"train.csv": table(ROWS[:10]), "test.csv": table(ROWS[10:])}
    loaded = data.load(str(make_folder(tmp_path / "x", IMAGES | content)))
    assert sorted(loaded.test.files) == sorted(list(LABELS)[10:])
    check(loaded)


def test_a_table_may_label_the_test_images_alone(tmp_path):
    train = {f"Train/{label}/{n}": IMAGES[n] for n, label in ROWS[:10]}
    test = {f"Test/{n}": IMAGES[n] for n, _ in ROWS[10:]}
    tables = {
        "Train.csv": table(
            [[label, f"Train/{label}/{n}"] for n, label in ROWS[:10]], "ClassId,Path"
        ),
        "Test.csv": table([[label, f"Test/{n}"] for n, label in ROWS[10:]], "ClassId,Path"),
    }
    loaded = data.load(str(make_folder(tmp_path / "x", train | test | tables)))
    assert len(loaded.test) == 10
    check(loaded)


def test_a_table_comes_before_folders_and_says_so(tmp_path):
    cameras = {f"camera {n % 2}/{name}": image for n, (name, image) in enumerate(IMAGES.items())}
    loaded = data.load(str(make_folder(tmp_path / "x", cameras | {"labels.csv": table(ROWS)})))
    check(loaded)
    assert "the classes are those in labels.csv" in loaded.notes


@pytest.mark.parametrize(
    "content",
    [b"", b"\0\1\2", b"a,b\n1,2\n", b"name,price\nscrew,3\n", b'"unclosed', "größe;\xff".encode()],
)
def test_a_table_about_something_else_changes_nothing(tmp_path, content):
    folders = {f"{label}/{name}": IMAGES[name] for name, label in ROWS}
    loaded = data.load(str(make_folder(tmp_path / "x", folders | {"prices.csv": content})))
    assert loaded.notes == ()
    check(loaded)


def test_an_image_without_a_row_is_left_out_and_named(tmp_path):
    content = {"labels.csv": table(ROWS), "logo.png": encoded(picture(99))}
    loaded = data.load(str(make_folder(tmp_path / "x", IMAGES | content)))
    assert [each.file for each in loaded.unusable] == ["logo.png"]
    assert "labels.csv gives it no label" in loaded.unusable[0].reason


def test_many_images_without_a_row_are_refused_and_named(tmp_path):
    content = {"labels.csv": table(ROWS[:14])}
    sentence = refusal(make_folder(tmp_path / "x", IMAGES | content))
    assert sentence.startswith("6 files cannot be used: 14.png, 15.png, 16.png, 17.png, 18.png")


def test_a_row_without_an_image_is_named(tmp_path):
    content = {"labels.csv": table([*ROWS, ["gone.png", "rust"]])}
    loaded = data.load(str(make_folder(tmp_path / "x", IMAGES | content)))
    assert "labels.csv names 1 file not found, such as gone.png" in loaded.notes


def test_an_image_with_two_labels_is_left_out(tmp_path):
    content = {"labels.csv": table([*ROWS, ["0.png", "rust"]])}
    loaded = data.load(str(make_folder(tmp_path / "x", IMAGES | content)))
    assert [each.file for each in loaded.unusable] == ["0.png"]


@settings(max_examples=30)
@given(st.binary(max_size=300))
def test_any_table_is_read_or_ignored(content):
    names = ("a.png", "b.png")
    label_table.read(Files(names, ("labels.csv",), lambda name: content), "x")


@given(
    labels=st.lists(
        st.text("abcé漢 ,\"';", min_size=1, max_size=5).filter(lambda text: text.strip() == text),
        min_size=2,
        max_size=4,
        unique_by=str.casefold,
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    delimiter=st.sampled_from([",", ";", "\t"]),
)
def test_every_label_is_read_as_written(labels, encoding, delimiter):
    names = [f"{n}.png" for n in range(8)]
    quoted = ['"' + labels[n % len(labels)].replace('"', '""') + '"' for n in range(8)]
    lines = [f"file{delimiter}label"]
    lines += [f"{name}{delimiter}{label}" for name, label in zip(names, quoted, strict=True)]
    source = Files(tuple(names), ("t.csv",), lambda name: "\n".join(lines).encode(encoding))
    layout = label_table.read(source, "x")
    expected = {name: labels[n % len(labels)] for n, name in enumerate(names)}
    assert {name: layout.classes[label] for name, _, label in layout.files} == expected


def test_the_rows_of_a_large_table_are_counted(tmp_path):
    names = [f"{n}.png" for n in range(3000)]
    rows = [[name, str(n % 3)] for n, name in enumerate(names)]
    source = Files(tuple(names), ("t.csv",), lambda name: table(rows))
    layout = label_table.read(source, "x")
    assert np.bincount([label for *_, label in layout.files]).tolist() == [1000] * 3
