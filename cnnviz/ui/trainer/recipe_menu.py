"""The menu of recipes, which names the chosen one and what differs from it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from cnnviz.training import recipes
from cnnviz.training.recipes import Recipe
from cnnviz.training.text import data_title
from cnnviz.ui import address
from cnnviz.ui.linked import kept_select
from cnnviz.ui.trainer.controls import set_controls
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.text import capital

OWN = "own settings"
MOST_CHANGES = 4  # described; of more, the others are counted
RECIPE_HELP = """Proven combinations of settings, baselines first. They leave the data as it is, and
each setting can be changed below."""


def choose_recipe(state: TrainerState, settings: Mapping[str, Any]) -> None:
    """Show the menu, and below it what differs from the recipe, with a way back."""
    linked = address.followed(state.RECIPE)
    if linked in recipes.RECIPES:
        state.recipe = linked
    state.recipe = recipes.name_on_any_data(settings) or state.recipe
    recipe = recipes.RECIPES.get(state.recipe)
    changes = recipes.changes(recipe, settings) if recipe else []
    labels = {OWN: OWN} | {name: name for name in recipes.RECIPES}
    if recipe and changes:
        labels[recipe.name] += ", changed"
    state[state.RECIPE] = recipe.name if recipe else OWN
    kept_select(
        "Recipe", labels, state.RECIPE, on_change=take_recipe, args=(state,), help=RECIPE_HELP
    )
    address.keep(state.RECIPE, recipe.name if recipe else None)
    if recipe and changes:
        show_changes(state, recipe, changes)
    if recipe and recipe.config.dataset != settings["dataset"]:
        show_other_data(state, recipe)


def show_changes(state: TrainerState, recipe: Recipe, changes: list[str]) -> None:
    """Say what differs from a recipe, and offer to set it back."""
    more = len(changes) - MOST_CHANGES
    listed = ", ".join([*changes[:MOST_CHANGES], *([f"{more} more"] if more > 0 else [])])
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        st.caption(f"Changed: {listed}.")
        st.button(
            "Undo",
            key="t_recipe_back",
            on_click=set_recipe,
            args=(state, recipe.name),
            help=f"Back to {recipe.name}",
        )


def show_other_data(state: TrainerState, recipe: Recipe) -> None:
    """Say which data a recipe was made for, and offer it."""
    title = data_title(recipe.config.dataset).partition(" (")[0]
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        st.caption(f"{capital(recipe.name)} was made for {title}.")
        st.button(
            "Use it",
            key="t_recipe_data",
            on_click=use_data,
            args=(state, recipe),
            help=f"Choose {title}",
        )


def take_recipe(state: TrainerState) -> None:
    """Set every control as in the recipe that was chosen in the menu."""
    set_recipe(state, state[state.RECIPE])


def set_recipe(state: TrainerState, name: str) -> None:
    """Set every control but the data as in a recipe, and show the preview."""
    state.recipe = name if name in recipes.RECIPES else ""
    if state.recipe:
        set_controls(state, recipes.RECIPES[name].config)
    state[state.RUN] = ""


def use_data(state: TrainerState, recipe: Recipe) -> None:
    """Choose the data that a recipe was made for."""
    state[state.DATA], state[state.SKIP] = recipe.config.dataset, recipe.config.skip_unusable
    state[state.RUN] = ""
