"""Augmentation as a value: its numbers, its texts, its presets, and what is refused."""

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given

from cnnviz.training.augmentation import PRESETS, Augmentation, from_json, parse
from cnnviz.training.image_changes import CHANGES
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from tests.training.augmentations import augmentations


@given(augmentations)
def test_its_text_is_read_back(augmentation):
    assert parse(augmentation.text) == augmentation


@given(augmentations)
def test_its_json_is_read_back(augmentation):
    assert from_json(json.loads(json.dumps(augmentation.to_json()))) == augmentation


def test_the_table_has_every_number_in_its_order():
    named = [change.name for change in CHANGES]
    assert named == [field.name for field in fields(Augmentation) if field.name != "fill"]


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("none", {}),
        ("nudge", {"rotate": 7.5, "zoom": 0.08, "shear": 0.1, "shift": 0.05}),
        (
            "digits",
            {
                "rotate": 12,
                "zoom": 0.15,
                "shear": 0.2,
                "shift": 0.1,
                "pen_thinner": 0.5,
                "pen_thicker": 0.75,
            },
        ),
        (
            "digits-elastic",
            {
                "rotate": 12,
                "zoom": 0.15,
                "shear": 0.2,
                "shift": 0.1,
                "pen_thinner": 0.5,
                "pen_thicker": 0.75,
                "elastic": 0.4,
                "ink_weaker": 0.2,
                "ink_stronger": 0.4,
            },
        ),
        (
            "steel",
            {
                "mirror_horizontal": 0.5,
                "mirror_vertical": 0.5,
                "brightness": 0.25,
                "contrast": 0.3,
            },
        ),
        (
            "steel-shaded",
            {
                "mirror_horizontal": 0.5,
                "mirror_vertical": 0.5,
                "brightness": 0.25,
                "contrast": 0.3,
                "shading": 0.5,
            },
        ),
    ],
)
def test_presets_keep_their_numbers_so_that_older_runs_mean_the_same(name, numbers):
    assert PRESETS[name].amounts == numbers
    assert parse(name) == PRESETS[name]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("rotate=10,zoom=0.1", Augmentation(rotate=10, zoom=0.1)),
        (" rotate = 10 , mirror-horizontal=.3", Augmentation(rotate=10, mirror_horizontal=0.3)),
        ("mirror=horizontal", Augmentation(mirror_horizontal=0.5)),
        ("mirror=vertical", Augmentation(mirror_vertical=0.5)),
        ("mirror=both", Augmentation(mirror_horizontal=0.5, mirror_vertical=0.5)),
        ("shift=0.2,fill=mirror", Augmentation(shift=0.2, fill="mirror")),
        ("hands", PRESETS["digits-elastic"]),
        ("rotate=0", PRESETS["none"]),
    ],
)
def test_changes_are_read_from_text(text, meant):
    assert parse(text) == meant


def test_its_text_is_short():
    text = "mirror=both,rotate=10,zoom=0.1,fill=mirror"
    assert parse(text).text == text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("mirror", "augmentation must be one of none, nudge, digits, .*, got 'mirror'"),
        ("", "augmentation must be one of none, .*, got ''"),
        ("turn=3", "augmentation has no change 'turn'; it has rotate, .*, fill"),
        ("rotate=x", "rotate must be a number from 0 to 180, got 'x'"),
        ("rotate=", "rotate must be a number from 0 to 180, got ''"),
        ("rotate=181", "rotate must be a number from 0 to 180, got 181"),
        ("zoom=-0.1", "zoom must be a number from 0 to 0.5, got -0.1"),
        ("noise=nan", "noise must be a number from 0 to 0.5, got nan"),
        ("shift=inf", "shift must be a number from 0 to 0.5, got inf"),
        ("mirror=up", "mirror must be one of horizontal, vertical, both, got 'up'"),
        ("mirror=both,mirror_vertical=1", "augmentation must name mirror_vertical once"),
        ("zoom=0.1,zoom=0.2", "augmentation must name zoom once"),
        ("zoom=0.1,fill=red", "fill must be one of black, mirror, got 'red'"),
    ],
)
def test_a_text_that_breaks_a_rule_is_refused_with_the_value(text, sentence):
    with pytest.raises(InputError, match=sentence):
        parse(text)


@pytest.mark.parametrize(
    "value", [3, None, [], ["rotate"], {"rotate": True}, {"rotate": "10"}, {"rotate": None}]
)
def test_json_of_another_kind_is_refused(value):
    with pytest.raises(InputError, match=r"must be a (number|preset's name)"):
        from_json(value)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_every_change_has_its_limits(change):
    for allowed in (0, change.most):
        assert getattr(replace(PRESETS["none"], **{change.name: allowed}), change.name) == allowed
    for value in (-1e-9, change.most + 1e-9, float("nan"), float("inf"), True, "1"):
        with pytest.raises(InputError, match=f"{change.name} must be a number from 0 to"):
            replace(PRESETS["none"], **{change.name: value})


def test_it_says_what_it_does():
    chosen = parse("rotate=10,zoom=0.125,elastic=1,pen_thicker=0.75,shear=0.2")
    assert chosen.phrases == [
        "rotated by up to 10° to either side",
        "height and width scaled, each by up to 12.5 %",
        "slanted by up to 0.2 columns per row",
        "displaced smoothly, with a standard deviation of 1 pixel",
        "strokes thicker by up to 0.75 pixels at each edge",
    ]


def test_the_documentation_has_the_table():
    text = (paths.ROOT / "docs" / "augmentation.md").read_text("utf-8")
    for change in CHANGES:
        row = f"| `{change.name}` | {change.most:g} | {change.general} | {change.keeps} |"
        assert row in text
    for name, preset in PRESETS.items():
        numbers = ", ".join(f"{key} {value:g}" for key, value in preset.amounts.items())
        assert f"| `{name}` | {numbers or 'nothing'} |" in text
