"""Recipes: settings under a name, and each choice a change that matters."""

from dataclasses import fields

import pytest

from cnnviz import networks
from cnnviz.data import folds
from cnnviz.training import recipes
from cnnviz.training.augmentation import PRESETS
from cnnviz.training.config import RunConfig
from cnnviz.training.recipes import RECIPES

SHAPES = {"mnist": (28, 28, 1), "mnist-drawn": (28, 28, 1), "neu": (200, 200, 1)}
CLASSES = {"mnist": 10, "mnist-drawn": 10, "neu": 6}
FAST = [recipe for recipe in RECIPES.values() if recipe.ablation]


def parameters(config) -> int:
    side = config.image_size
    shape = (side, side, 1) if side else SHAPES[config.dataset]
    rows = networks.trace(config.network, shape, CLASSES[config.dataset])
    return sum(row.parameters for row in rows)


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_a_recipe_is_found_by_its_settings(recipe):
    assert recipes.name_of(vars(recipe.config)) == recipe.name


def test_other_settings_are_no_recipe():
    assert recipes.name_of(vars(RECIPES["fast-neu"].config) | {"seed": 1}) is None


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_a_recipe_s_network_fits_its_images(recipe):
    assert parameters(recipe.config) > 0


@pytest.mark.parametrize("recipe", FAST, ids=lambda recipe: recipe.name)
def test_each_choice_leaves_one_thing_out_of_the_same_training(recipe):
    assert len({item.without for item in recipe.ablation}) == len(recipe.ablation)
    for item in recipe.ablation:
        assert item.without != recipe.config
        assert item.without.dataset == recipe.config.dataset
        assert item.without.seed == recipe.config.seed
        assert parameters(item.without) > 0
        assert item.why.endswith(".")


def settings_of(recipe, **changed):
    return vars(recipe.config) | changed


def test_a_recipe_differs_from_itself_in_nothing():
    for recipe in RECIPES.values():
        assert recipes.changes(recipe, settings_of(recipe)) == []


def test_every_setting_that_a_recipe_decides_is_described():
    decided = {field.name for field in fields(RunConfig)} - recipes.OF_THE_DATA - {"layers", "acts"}
    assert set(recipes.DESCRIBED) == decided


def test_what_differs_is_named_with_its_value():
    recipe = RECIPES["fast-neu"]
    changed = settings_of(
        recipe, epochs=5, image_size=None, augmentation=PRESETS["none"], held_out=folds.GROUPS
    )
    assert recipes.changes(recipe, changed) == [
        "epochs 5",
        "no augmentation",
        "images in their own size",
        "split by group",
    ]


def test_a_recipe_is_found_on_other_data_too():
    recipe = RECIPES["lecture-mnist"]
    assert recipes.name_on_any_data(settings_of(recipe, dataset="own.zip")) == "lecture-mnist"
    assert recipes.name_on_any_data(settings_of(recipe, epochs=4)) is None
    assert recipes.name_of(settings_of(recipe, dataset="own.zip")) is None
