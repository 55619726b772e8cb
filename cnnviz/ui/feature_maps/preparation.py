"""How a drawing or a photograph of a digit becomes what the network reads: one row of stages.

Each stage has its picture, and below it the switch that turns it off. A switch is read before it
is shown, since the network's answer stands above it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnnviz.data import strokes
from cnnviz.data.digit_photo import Stages
from cnnviz.data.strokes import Preparation, Prepared
from cnnviz.models import network_input
from cnnviz.models.network_input import NetworkInput
from cnnviz.ui import address
from cnnviz.ui.feature_maps.stages_html import INK_GROUND, PAPER, stage_html
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.linked import value_of
from cnnviz.utils.language import N_, _

WIDTH = 118  # CSS pixels of a stage
DIMMED = 0.45  # how bright that is shown which stands out but was not taken for the digit
ABOUT = N_(
    "The network knows digits of MNIST's size and position only. Switch a stage off to see what "
    "that means."
)
FIND_HELP = N_(
    "Take what stands out from the paper for ink, white on black as MNIST has it; otherwise the "
    "photograph is only scaled to 28 × 28."
)
CROP_HELP = N_(
    "Take the smallest part that holds all ink; otherwise the whole pad, or the photograph around "
    "the digit."
)
SCALE_HELP = N_(
    "Make the longer side of what was taken 20 pixels long; otherwise it keeps its share of the "
    "whole, which becomes 28 × 28."
)
CENTRE_HELP = N_(
    "Move the ink's centre of mass to the middle of 28 × 28 pixels; otherwise what was taken lies "
    "in the middle. A seven's foot may reach the last row so, as in one of ten of MNIST's."
)


@dataclass(frozen=True, eq=False)
class Stage:
    """A picture of the row, float32 (H, W) or (H, W, 1) in [0, 1], with its switch, if any."""

    name: str
    detail: str
    picture: np.ndarray
    ground: str = INK_GROUND
    switch: str = ""
    key: str = ""
    help: str = ""


def chosen_stages(state: FeatureMapsState) -> Preparation:
    """Return which stages are on, as the switches were left."""
    keys = state.CROPPED, state.SCALED, state.CENTRED
    return Preparation(*(_is_on(key) for key in keys))


def finds_ink(state: FeatureMapsState) -> bool:
    """Whether ink is searched for in a photograph."""
    return _is_on(state.AS_MNIST)


def _is_on(key: str) -> bool:
    """Whether a switch is on, which the address says also while the switch is not shown."""
    on = value_of(key, {"true": True, "false": False}.__getitem__, True)
    address.keep(key, None if on else "false")
    return on


def offer_preparation(state: FeatureMapsState) -> None:
    """Show the stages of a drawing behind a button; without a stroke there is none to show.

    While it is closed there is nothing in it, so that each answer comes sooner.
    """
    popover = st.popover(
        _("Preparation"), icon=":material/tune:", key=state.PREPARATION, on_change="rerun"
    )
    if not popover.open:
        return
    with popover:
        st.caption(_(ABOUT))
        ink = strokes.draw(state.strokes, pen=state.pen)
        stages = chosen_stages(state)
        found = strokes.prepared(ink, stages)
        if found is not None:
            whole = Stage(_("Ink"), _("What was drawn, on the whole pad"), ink)
            show_row([whole, *_last_stages(state, found, stages)])


def show_photograph_stages(
    state: FeatureMapsState, given: NetworkInput, pixels: np.ndarray
) -> None:
    """Show how a photograph, float32 (H, W, C), was read; or how it is read as it is."""
    st.caption(f"{_('How the digit was read from the photograph.')} {_(ABOUT)}")
    if given.stages is None:
        detail = _("The photograph as it is, scaled to 28 × 28")
        shown = pixels if given.picture is None else given.picture
        name = _("Photograph") if finds_ink(state) else _("As it is")
        show_row([Stage(name, detail, shown, PAPER, *_find_switch(state))])
        return
    read, stages = given.stages, chosen_stages(state)
    found = network_input.prepared_photograph(read, stages)
    show_row([*_first_stages(state, read), *(_last_stages(state, found, stages) if found else ())])


def _find_switch(state: FeatureMapsState) -> tuple[str, str, str]:
    return _("Find ink"), state.AS_MNIST, _(FIND_HELP)


def _first_stages(state: FeatureMapsState, read: Stages) -> list[Stage]:
    """What comes before the ink's own stages."""
    around = _("The part of the photograph that is read, in grey")
    ground = _("Paper and light as they would be without ink, estimated")
    first = [
        Stage(_("Photograph"), around, read.picture, PAPER),
        Stage(_("Background"), ground, read.ground, PAPER),
    ]
    switch = _find_switch(state)
    if read.ink is None:
        detail = _("Difference from the background, without ruled lines")
        return [*first, Stage(_("What stands out"), detail, read.relief, INK_GROUND, *switch)]
    taken = np.maximum(read.taken, DIMMED * read.relief)
    detail = _("Difference from the background, without ruled lines; what was not taken is dimmed")
    return [*first, Stage(_("Taken for ink"), detail, taken, INK_GROUND, *switch)]


def _last_stages(state: FeatureMapsState, found: Prepared, stages: Preparation) -> list[Stage]:
    """Ink cropped, scaled and centred, or not."""
    return [
        Stage(
            *(_("Cropped"), _("The smallest part that holds all ink"))
            if stages.crop
            else (_("Not cropped"), _("The ink with all that is around it")),
            found.taken,
            INK_GROUND,
            *(_("Crop"), state.CROPPED, _(CROP_HELP)),
        ),
        Stage(
            *(_("Scaled"), _("The longer side is 20 pixels"))
            if stages.scale
            else (
                _("Not scaled"),
                _("It keeps its share of the whole, which has 28 × 28 pixels"),
            ),
            found.scaled,
            INK_GROUND,
            *(_("Scale"), state.SCALED, _(SCALE_HELP)),
        ),
        Stage(
            *(_("Centred"), _("28 × 28, its centre of mass in the middle"))
            if stages.centre
            else (_("Not centred"), _("28 × 28, what was taken in the middle")),
            found.picture,
            INK_GROUND,
            *(_("Centre"), state.CENTRED, _(CENTRE_HELP)),
        ),
    ]


def show_row(stages: Sequence[Stage]) -> None:
    """Show stages side by side, each with its switch; on a phone they wrap."""
    with st.container(horizontal=True, gap="xsmall"):
        for number, stage in enumerate(stages, 1):
            with st.container(width=WIDTH, gap="xxsmall"):
                st.html(stage_html(number, stage.name, stage.detail, stage.picture, stage.ground))
                if stage.key:
                    _is_on(stage.key)  # the switch begins with it
                    st.toggle(stage.switch, key=stage.key, help=stage.help, persist_state="session")
