"""Which class and split a file belongs to, from names alone."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.data.class_names import NEU_CLASSES, neu_label
from cnnviz.data.layouts import Layout, recognise
from cnnviz.data.split_names import split_of
from cnnviz.utils.errors import InputError
from tests.examples import at_most

UNDERSCORED = ("crazing", "inclusion", "patches", "pitted_surface", "rolled-in_scale", "scratches")
CAPITALISED = ("Crazing", "Inclusion", "Patches", "Pitted", "Rolled", "Scratches")
PREFIXES = ("Cr", "In", "Pa", "PS", "RS", "Sc")

NEU_LAYOUTS = {
    "published": [
        f"NEU-DET/{split}/images/{name}/{name}_{n}.jpg"
        for split in ("train", "validation")
        for name in UNDERSCORED
        for n in (1, 2, 3)
    ],
    "flat JPEGs": [f"IMAGES/{name}_{n}.jpg" for name in UNDERSCORED for n in (1, 2, 3)],
    "flat BMPs": [f"{prefix}_{n}.bmp" for prefix in PREFIXES for n in (1, 2, 3)],
    "three splits": [
        f"NEU Metal Surface Defects Data/{split}/{name}/{name[:2]}_{n}.bmp"
        for split in ("train", "valid", "test")
        for name in CAPITALISED
        for n in (1, 2, 3)
    ],
    "classes only": [f"{name}/{n}.png" for name in CAPITALISED for n in (1, 2, 3)],
    "flat in splits": [
        f"{split}/{prefix}_{n}.bmp"
        for split in ("train", "test")
        for prefix in PREFIXES
        for n in (1, 2, 3)
    ],
}


def labels(layout: Layout) -> dict[str, str]:
    return {name: layout.classes[label] for name, _, label in layout.files}


def splits(layout: Layout) -> dict[str, str]:
    return {name: split for name, split, _ in layout.files}


@pytest.mark.parametrize("names", NEU_LAYOUTS.values(), ids=NEU_LAYOUTS)
def test_every_neu_layout_has_the_six_classes_in_neus_order(names):
    layout = recognise("upload", names)
    assert layout.classes == NEU_CLASSES
    assert layout.neu


@pytest.mark.parametrize("names", NEU_LAYOUTS.values(), ids=NEU_LAYOUTS)
def test_every_neu_layout_gives_each_class_the_same_number_of_files(names):
    counted = list(labels(recognise("upload", names)).values())
    assert {counted.count(name) for name in NEU_CLASSES} == {len(names) / 6}


@pytest.mark.parametrize("names", NEU_LAYOUTS.values(), ids=NEU_LAYOUTS)
@settings(max_examples=20)
@given(wrappers=st.lists(st.sampled_from(["a", "archive", "NEU-DET", "images", "x.zip"])))
def test_wrapper_folders_change_nothing(names, wrappers):
    prefix = "".join(f"{wrapper}/" for wrapper in wrappers)
    wrapped = recognise("upload", [prefix + name for name in names])
    plain = recognise("upload", names)
    assert wrapped.classes == plain.classes
    assert [file[1:] for file in wrapped.files] == [file[1:] for file in plain.files]


@pytest.mark.parametrize("spelling", [UNDERSCORED, CAPITALISED, PREFIXES, NEU_CLASSES])
def test_every_spelling_of_a_neu_class_names_it(spelling):
    assert [neu_label(name) for name in spelling] == [0, 1, 2, 3, 4, 5]


def test_a_class_is_known_in_any_case_and_with_any_separator():
    assert neu_label("ROLLED in-Scale") == 4


def test_a_folder_and_a_file_prefix_of_a_class_agree():
    layout = recognise("neu", [f"{name}/Sc_1.jpg" for name in UNDERSCORED])
    assert labels(layout)["crazing/Sc_1.jpg"] == "crazing"  # the folder decides


@pytest.mark.parametrize(
    ("folder", "split"),
    [
        ("train", "train"),
        ("Training", "train"),
        ("VAL", "validation"),
        ("valid", "validation"),
        ("validation", "validation"),
        ("test", "test"),
        ("Testing", "test"),
    ],
)
def test_a_split_folder_is_known_by_its_usual_names(folder, split):
    other = "test" if split == "train" else "train"
    layout = recognise("mine", [f"{folder}/a/1.png", f"{other}/a/1.png", f"{other}/b/1.png"])
    assert splits(layout)[f"{folder}/a/1.png"] == split


def test_a_custom_tree_takes_its_class_names_from_its_folders():
    assert recognise("mine", ["dents/1.png", "good/1.png"]).classes == ("dents", "good")


def test_numbered_classes_are_in_order_of_their_numbers():
    names = [f"{number}/1.png" for number in (10, 9, 1, 2)]
    assert recognise("mine", names).classes == ("1", "2", "9", "10")


def test_files_are_in_order_of_class_and_number():
    layout = recognise("mine", ["b/1.png", "a/10.png", "a/9.png"])
    assert [name for name, *_ in layout.files] == ["a/9.png", "a/10.png", "b/1.png"]


def test_a_class_called_train_is_a_class_beside_others():
    assert recognise("mine", ["train/1.png", "car/1.png"]).classes == ("car", "train")


def test_a_single_class_keeps_its_name():
    assert recognise("upload", ["wrapper/scratches/1.png"]).classes == ("scratches",)


def test_a_folder_of_pictures_is_a_single_class():
    assert recognise("holiday", ["1.png", "2.png"]).classes == ("holiday",)


def test_a_split_repeated_inside_itself_is_one_split():
    layout = recognise("mine", ["train/train/a/1.png", "train/train/b/1.png", "test/test/a/1.png"])
    assert layout.splits == {"train", "test"}
    assert layout.classes == ("a", "b")


def test_a_wrapper_inside_every_split_is_left_aside():
    layout = recognise("mine", ["train/steel/a/1.png", "test/steel/a/1.png", "test/steel/b/2.png"])
    assert layout.classes == ("a", "b")


def test_one_split_alone_declares_no_test_set():
    assert not recognise("mine", ["train/a/1.png", "train/b/1.png"]).declares_test


def test_some_classes_of_neu_are_a_custom_data_set_in_neus_order():
    layout = recognise("mine", ["Scratches/1.png", "Crazing/1.png"])
    assert layout.classes == ("crazing", "scratches")
    assert not layout.neu


def test_a_further_class_stands_after_neus_own():
    names = [*NEU_LAYOUTS["published"], "NEU-DET/train/images/normal/normal_1.jpg"]
    layout = recognise("upload", names)
    assert layout.classes == (*NEU_CLASSES, "normal")
    assert not layout.neu


@pytest.mark.parametrize(
    "form", ["{code}/{code}_{n}.bmp", "{code}_{n}.bmp", "train/{code}/{n}.bmp"]
)
def test_the_nine_classes_of_neu_cls_64(form):
    codes = ("cr", "gg", "in", "pa", "ps", "rp", "rs", "sc", "sp")
    names = [form.format(code=code, n=n) for code in codes for n in range(3)]
    layout = recognise("NEU-CLS-64", names)
    assert layout.neu_64
    assert layout.classes == (*NEU_CLASSES, "gg", "rp", "sp")
    found = labels(layout)
    assert found[form.format(code="ps", n=2)] == "pitted surface"
    assert found[form.format(code="gg", n=2)] == "gg"


@pytest.mark.parametrize(
    "stem", ["{name}_1 (1)", "{name}_1 - Copy", "{name} (2)", "{name}_0007", "{name}1_flipped"]
)
@pytest.mark.parametrize("spelling", [UNDERSCORED, PREFIXES])
def test_copies_in_a_flat_neu_keep_their_class(stem, spelling):
    names = [f"{stem.format(name=name)}.jpg" for name in spelling]
    names += [f"{name}_{n}.jpg" for name in spelling for n in (2, 3)]
    layout = recognise("upload", names)
    assert layout.classes == NEU_CLASSES
    assert [sum(label == k for *_, label in layout.files) for k in range(6)] == [3] * 6


def test_a_folder_called_neu_may_have_other_classes():
    assert recognise("NEU-DET", ["sc/1.png", "dents/1.png"]).classes == ("scratches", "dents")


def test_a_custom_data_set_may_share_class_names_with_neu():
    assert recognise("mine", ["scratches/1.png", "dents/1.png"]).classes == ("dents", "scratches")


def test_neural_is_not_neu():
    assert recognise("neural", ["scratches/1.png", "dents/1.png"]).classes == ("dents", "scratches")


@pytest.mark.parametrize("stray", ["logo.png", "a/deeper/1.png", "wrapper/a/1.png", "docs/x/1.png"])
def test_an_image_in_no_class_folder_is_left_out_and_named(stray):
    layout = recognise("mine", ["a/1.png", "b/1.png", stray])
    assert [each.file for each in layout.left_out] == [stray]
    assert layout.left_out[0].reason.startswith("images must lie in <class>/ or <split>/<class>/")
    assert labels(layout) == {"a/1.png": "a", "b/1.png": "b"}


def test_a_stray_picture_beside_the_wrapper_of_six_classes_is_the_one_left_out():
    names = [f"data/{name}/{n}.jpg" for name in UNDERSCORED for n in (1, 2, 3)]
    layout = recognise("upload", [*names, "docs/sample.png"])
    assert layout.neu
    assert [each.file for each in layout.left_out] == ["docs/sample.png"]


@pytest.mark.parametrize(
    ("train", "validation", "test"),
    [
        ("training_set", None, "test_set"),
        ("train", "dev", "test"),
        ("Train Images", "Valid Images", "Test Images"),
        ("seg_train", None, "seg_test"),
        ("TrainSet", "ValSet", "TestSet"),
        ("train2017", "val2017", "test2017"),
        ("trainset", "devset", "testset"),
        ("NEU_train", "NEU_val", "NEU_test"),
        ("1_training", "2_validation", "3_testing"),
        ("01-train", "02-eval", "03-holdout"),
    ],
)
@pytest.mark.parametrize("form", ["{split}/{label}/{n}.png", "{label}/{split}/{n}.png"])
def test_every_usual_name_of_a_split(train, validation, test, form):
    meanings = {train: "train", validation: "validation", test: "test"}
    names = {
        form.format(split=folder, label=label, n=n): (split, label)
        for folder, split in meanings.items()
        if folder
        for label in ("cat", "dog")
        for n in range(3)
    }
    layout = recognise("mine", list(names))
    assert layout.classes == ("cat", "dog")
    assert {name: (split, layout.classes[k]) for name, split, k in layout.files} == names


def test_a_class_with_a_split_in_its_name_is_a_class():
    names = [f"{label}/{n}.png" for label in ("train station", "test tube", "car") for n in (1, 2)]
    assert recognise("mine", names).classes == ("car", "test tube", "train station")


@pytest.mark.parametrize(
    ("twins", "name"),
    [
        (("Cat", "cat"), "Cat"),
        (("caf\u00e9", "cafe\u0301"), "caf\u00e9"),
        (("\u00c4pfel", "a\u0308pfel"), "\u00c4pfel"),
        (("STRASSE", "stra\u00dfe"), "STRASSE"),
    ],
)
def test_spellings_that_look_alike_are_one_class(twins, name):
    first, second = twins
    names = [f"{first}/{n}.png" for n in range(5)] + [f"{second}/{n}.png" for n in range(3)]
    layout = recognise("mine", [*names, "dog/1.png"])
    assert set(layout.classes) == {name, "dog"}
    assert sum(layout.classes[label] == name for *_, label in layout.files) == 8
    assert len(layout.notes) == 1
    assert layout.notes[0].endswith("are taken as one class")


def test_single_letters_are_classes_of_their_case():
    layout = recognise("letters", ["a/1.png", "A/1.png", "b/1.png"])
    assert sorted(layout.classes) == ["A", "a", "b"]
    assert layout.notes == ()


name = st.text(max_size=12)
path = st.lists(name, min_size=1, max_size=5).map("/".join)


@at_most(50)  # long lists of texts take a tenth of a second each to make
@given(title=name, names=st.lists(path, min_size=1, max_size=12, unique=True))
def test_any_names_are_recognised_or_refused_with_a_sentence(title, names):
    try:
        layout = recognise(title, names)
    except InputError:
        return
    left_out = [each.file for each in layout.left_out]
    assert sorted([*left_out, *(file for file, *_ in layout.files)]) == sorted(names)
    assert {label for *_, label in layout.files} == set(range(len(layout.classes)))


tree_name = st.text("abcdefghij ", min_size=1, max_size=5).filter(lambda text: text == text.strip())


@given(
    classes=st.lists(tree_name, min_size=2, max_size=5, unique=True).filter(
        lambda names: not any(map(neu_label, names))
    ),
    folders=st.lists(st.sampled_from(["train", "val", "test"]), min_size=2, unique=True),
)
def test_every_split_and_class_of_a_custom_tree_is_found(classes, folders):
    names = [f"{folder}/{label}/{n}.png" for folder in folders for label in classes for n in (1, 2)]
    layout = recognise("mine", names)
    assert set(layout.classes) == set(classes)
    assert len(layout.splits) == len(folders)
    assert all(labels(layout)[name] == name.split("/")[1] for name in names)


@settings(max_examples=20)
@given(order=st.permutations(NEU_LAYOUTS["published"]))
def test_the_order_of_the_names_does_not_matter(order):
    assert recognise("upload", order) == recognise("upload", NEU_LAYOUTS["published"])


# Trees at random: wrappers, classes in any script, splits under any name, suffixes, strays.

SPLIT_FOLDERS = {
    "train": ["train", "Training", "training_set", "TRAIN_IMAGES", "TrainData", "01_train"],
    "validation": ["val", "valid", "dev", "dev_set", "ValidationSet", "Val Images"],
    "test": ["test", "Testing", "test_set", "TEST", "test_data", "holdout"],
}
class_name = (
    st.text("abcdeéüß漢字кот AB01_-", min_size=2, max_size=8)
    .map(str.strip)
    .filter(lambda name: len(name) > 1 and neu_label(name) is None)
    .filter(lambda name: not name.startswith(".") and split_of(name) is None)
)
suffix = st.sampled_from(["png", "JPG", "jpeg", "bmp", "TIF", "webp"])
wrappers = st.lists(st.sampled_from(["archive", "my set", "images", "データ", "v1.2"]), max_size=3)


@st.composite
def trees(draw):
    """Names of files with their split and class, in a layout that people use."""
    classes = draw(
        st.lists(class_name, min_size=2, max_size=5, unique_by=lambda name: name.casefold())
    )
    splits = draw(st.sampled_from([[""], ["train", "test"], ["train", "validation", "test"]]))
    folders = {split: draw(st.sampled_from(SPLIT_FOLDERS.get(split, [""]))) for split in splits}
    inside = draw(st.sampled_from(["", "images/"]))
    class_first = draw(st.booleans()) and splits != [""]
    prefix = "".join(f"{wrapper}/" for wrapper in draw(wrappers))
    expected = {}
    for split in splits:
        for label in classes:
            levels = (label, folders[split]) if class_first else (folders[split], label)
            place = "/".join(level for level in levels if level)
            for n in range(draw(st.integers(3, 6))):
                expected[f"{prefix}{inside}{place}/{n}.{draw(suffix)}"] = (split, label)
    return expected


@at_most(100)
@given(expected=trees(), strays=st.integers(0, 2))
def test_every_tree_is_read_as_it_was_made(expected, strays):
    outside = [f"documentation/deep/{n}.png" for n in range(strays)]
    layout = recognise("upload", [*expected, *outside])
    assert {name: (split, layout.classes[k]) for name, split, k in layout.files} == {
        name: (split, unicodedata.normalize("NFC", label))
        for name, (split, label) in expected.items()
    }
    assert [each.file for each in layout.left_out] == outside


@given(expected=trees(), data=st.data())
def test_spellings_in_another_case_or_form_stay_one_class(expected, data):
    form = data.draw(st.sampled_from(["NFC", "NFD"]))
    names = [unicodedata.normalize(form, name) for name in expected]
    layout = recognise("upload", names)
    assert layout.classes == recognise("upload", list(expected)).classes
    assert len(layout.files) == len(expected)
