"""Boxes of Pascal VOC files, against a parser of the standard library."""

import zipfile
from xml.etree import ElementTree

import numpy as np

from cnnviz import data
from cnnviz.data import boxes
from cnnviz.data.boxes import BoundingBox

OBJECT = (
    "<object><name>{}</name><bndbox><xmin>{}</xmin><ymin>{}</ymin>"
    "<xmax>{}</xmax><ymax>{}</ymax></bndbox></object>"
)


def test_a_folder_s_annotations_belong_to_the_images_of_their_names(tmp_path):
    for name in ("train/images/a/a_1.png", "train/images/a/a_2.png", "train/annotations/a_1.xml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"<annotation>{OBJECT.format('a', 2, 3, 10, 20)}</annotation>")
    expected = {"train/images/a/a_1.png": (BoundingBox("a", 2, 1, 20, 10),)}
    assert boxes.read(tmp_path) == expected


def test_what_is_no_box_is_left_out():
    empty, reverse = OBJECT.format("a", 5, 5, 4, 9), OBJECT.format("a", 5, 5, 9, 2)
    for text in ("", "<object></object>", empty, reverse, OBJECT.format("a", "x", 1, 2, 3)):
        assert boxes.parsed(text.encode()) == ()
    assert boxes.parsed(b"\xff\x00<object>") == ()
    assert boxes.parsed(b" " * 100_001 + OBJECT.format("a", 1, 1, 2, 2).encode()) == ()


def test_a_mask_marks_every_pixel_of_every_box_and_no_other():
    found = boxes.mask((BoundingBox("a", 0, 1, 2, 3), BoundingBox("a", 1, 2, 9, 4)), 4, 5)
    expected = [[0, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 0], [0, 0, 1, 1, 0]]
    np.testing.assert_array_equal(found, np.array(expected, bool))


def test_neu_s_boxes_are_those_of_an_xml_parser_and_every_image_has_some(real_neu):
    found = boxes.of_data_set("neu")
    dataset = data.load("neu")
    assert set(found) == {file for split in dataset.splits for file in split.files}
    by_stem = {name.rpartition("/")[2][:-4]: each for name, each in found.items()}
    with zipfile.ZipFile(real_neu) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xml")]
        for name in names[::17]:
            objects = ElementTree.fromstring(archive.read(name)).findall("object")
            expected = [
                (
                    each.findtext("name").replace("_", " "),
                    *(int(each.findtext(f"bndbox/{side}")) for side in boxes.SIDES),
                )
                for each in objects
            ]
            stem = name.rpartition("/")[2][:-4]
            got = [(b.label, b.top + 1, b.left + 1, b.bottom, b.right) for b in by_stem[stem]]
            assert got == expected
    assert {box.label for each in found.values() for box in each} == set(dataset.classes)


def test_other_data_sets_have_none():
    assert boxes.of_data_set("digits") == {}
