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
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import capital

OWN = N_("own settings")
MOST_CHANGES = 4  # described; of more, the others are counted
RECIPE_HELP = N_(
    "Proven combinations of settings, baselines first. They leave the data as it is, and each "
    "setting can be changed below."
)


def choose_recipe(state: TrainerState, settings: Mapping[str, Any]) -> None:
    """Show the menu, and below it what differs from the recipe, with a way back."""
    linked = address.followed(state.RECIPE)
    if linked in recipes.RECIPES:
        state.recipe = linked
    state.recipe = recipes.name_on_any_data(settings) or state.recipe
    recipe = recipes.RECIPES.get(state.recipe)
    changes = recipes.changes(recipe, settings) if recipe else []
    labels = {OWN: _(OWN)} | {name: name for name in recipes.RECIPES}
    if recipe and changes:
        labels[recipe.name] = _("{recipe}, changed", recipe=recipe.name)
    state[state.RECIPE] = recipe.name if recipe else OWN
    kept_select(
        _("Recipe"), labels, state.RECIPE, on_change=take_recipe, args=(state,), help=_(RECIPE_HELP)
    )
    address.keep(state.RECIPE, recipe.name if recipe else None)
    if recipe and changes:
        show_changes(state, recipe, changes)
    if recipe and recipe.config.dataset != settings["dataset"]:
        show_other_data(state, recipe)


def show_changes(state: TrainerState, recipe: Recipe, changes: list[str]) -> None:
    """Say what differs from a recipe, and offer to set it back."""
    more = len(changes) - MOST_CHANGES
    others = [_("{count} more", count=more)] if more > 0 else []
    listed = ", ".join([*changes[:MOST_CHANGES], *others])
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        st.caption(_("Changed: {settings}.", settings=listed))
        st.button(
            _("Undo"),
            key="t_recipe_back",
            on_click=set_recipe,
            args=(state, recipe.name),
            help=_("Back to {recipe}", recipe=recipe.name),
        )


def show_other_data(state: TrainerState, recipe: Recipe) -> None:
    """Say which data a recipe was made for, and offer it."""
    title = data_title(recipe.config.dataset).partition(" (")[0]
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        st.caption(_("{recipe} was made for {data}.", recipe=capital(recipe.name), data=title))
        st.button(
            _("Use it"),
            key="t_recipe_data",
            on_click=use_data,
            args=(state, recipe),
            help=_("Choose {data}", data=title),
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
