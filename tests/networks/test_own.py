"""Named networks: kept, found again, replaced, deleted, and what cannot be a name."""

import json
import os
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.layers import Conv2D, DepthwiseConv2D, Flatten, Residual
from cnnviz.networks import NETWORKS, own
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from tests.layer_strategies import image_layers

LAYERS = (Conv2D(8, padding="same"), DepthwiseConv2D(padding="same"), Residual(1), Flatten())
OTHER = (Flatten(),)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    return tmp_path


def test_without_any_there_are_none():
    assert own.saved() == {}


def test_a_named_network_is_found_again():
    own.save("two blocks", LAYERS)
    assert own.saved() == {"two blocks": LAYERS}


@given(layers=st.lists(image_layers, max_size=6))
def test_any_layers_come_back_as_they_were(layers):
    own.save("any", layers, replace=True)
    assert own.saved()["any"] == tuple(layers)


# With a C locale and without UTF-8, where no file can have such a name.
any_letters = pytest.mark.skipif(
    sys.getfilesystemencoding() == "ascii", reason="this machine's file names are in ASCII"
)


@any_letters
def test_names_are_in_alphabetical_order_whatever_their_capitals():
    for name in ("beta", "Alpha", "gamma", "Ärger"):
        own.save(name, LAYERS)
    assert list(own.saved()) == ["Alpha", "beta", "gamma", "Ärger"]


def test_the_same_network_can_be_named_twice():
    own.save("mine", LAYERS)
    own.save("mine", LAYERS)
    assert list(own.saved()) == ["mine"]


@pytest.mark.parametrize("again", ["mine", "MINE", " mine "])
def test_a_name_of_another_network_is_taken_until_it_is_replaced(again):
    own.save("mine", LAYERS)
    with pytest.raises(own.TakenError, match="another network called mine"):
        own.save(again, OTHER)
    assert own.saved() == {"mine": LAYERS}
    name = own.save(again, OTHER, replace=True)
    assert own.saved() == {name: OTHER}


def test_a_deleted_network_is_gone_and_the_others_stay():
    own.save("mine", LAYERS)
    own.save("yours", OTHER)
    own.delete("mine")
    own.delete("mine")
    assert list(own.saved()) == ["yours"]


def test_a_name_that_no_file_of_this_server_can_have_is_refused(monkeypatch):
    monkeypatch.setattr(own.os, "fsencode", lambda name: name.encode("ascii"))
    with pytest.raises(InputError, match="file names cannot have all letters of Gr\u00f6\u00dfe"):
        own.save("Gr\u00f6\u00dfe", LAYERS)
    assert own.saved() == {}


@any_letters
def test_the_same_letters_in_another_unicode_form_are_the_same_name():
    own.save("Gr\u00f6\u00dfe", LAYERS)
    own.delete("Gro\u0308\u00dfe")
    assert own.saved() == {}


@pytest.mark.parametrize(
    "name",
    ["", " ", "a" * 41, "../up", "a/b", "a\\b", ".hidden", "_x", "-x", 'a"b', "a\nb", "a\0b", "#1"],
)
def test_what_is_no_name_is_refused_and_nothing_is_written(name, home):
    with pytest.raises(InputError, match="a network's name must be 1 to 40 letters"):
        own.save(name, LAYERS)
    assert not list(home.rglob("*.json"))


@pytest.mark.parametrize("name", [*NETWORKS, "LECTURE-MNIST", own.UNNAMED])
def test_the_name_of_a_built_in_network_is_refused(name):
    with pytest.raises(InputError, match="that no built-in one has"):
        own.save(name, LAYERS)


@given(name=st.text(max_size=60))
def test_every_name_that_is_taken_stays_in_its_folder(name):
    try:
        clean = own.save(name, LAYERS, replace=True)
    except InputError:
        return
    assert clean in own.saved()
    own.delete(clean)
    assert clean not in own.saved()


DAMAGE = (
    "",
    "{",
    "[]",
    "null",
    '{"name": "mine"}',
    '{"name": "mine", "layers": 3}',
    '{"name": "mine", "layers": [{"layer": "Nothing"}]}',
    '{"name": "../mine", "layers": []}',
    '{"name": "yours", "layers": []}',  # in another's file
    "[" * 100_000,
)


@pytest.mark.parametrize("text", DAMAGE, ids=lambda text: text[:30] or "empty")
def test_a_damaged_file_is_left_out_and_can_be_replaced(text, home):
    own.save("other", OTHER)
    (home / "networks" / "mine.json").write_text(text)
    assert list(own.saved()) == ["other"]
    own.save("mine", LAYERS)
    assert own.saved()["mine"] == LAYERS


def test_a_file_that_is_far_too_large_is_not_read(home):
    own.save("mine", LAYERS)
    path = home / "networks" / "mine.json"
    path.write_text(path.read_text("utf-8") + " " * own.MOST_BYTES)
    assert own.saved() == {}


def test_the_file_names_every_setting_for_people_to_read(home):
    own.save("Mine", LAYERS)
    content = json.loads((home / "networks" / "mine.json").read_text("utf-8"))
    assert content["name"] == "Mine"
    assert [layer["layer"] for layer in content["layers"]] == [
        "Conv2D",
        "DepthwiseConv2D",
        "Residual",
        "Flatten",
    ]


def test_of_many_that_take_one_name_at_once_one_gets_it():
    refused = []

    def take(filters: int) -> None:
        try:
            own.save("mine", (Conv2D(filters),))
        except own.TakenError:
            refused.append(filters)

    threads = [threading.Thread(target=take, args=(n,)) for n in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 7
    assert own.saved()["mine"][0].filters not in refused


def test_there_is_a_limit_and_it_says_what_to_do(monkeypatch):
    monkeypatch.setattr(own, "MOST_NETWORKS", 2)
    own.save("first", LAYERS)
    own.save("second", LAYERS)
    with pytest.raises(InputError, match="at most 2 networks can be named on a server; delete one"):
        own.save("third", LAYERS)
    own.save("second", OTHER, replace=True)


def test_a_home_that_cannot_be_written_to_is_one_sentence(monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", os.devnull)
    with pytest.raises(InputError, match="mine could not be kept: "):
        own.save("mine", LAYERS)
    assert own.saved() == {}
    assert str(paths.home()) == os.devnull
