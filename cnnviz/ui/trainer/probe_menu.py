"""Which validation images are watched while a run trains."""

from html import escape

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.data import Split
from cnnviz.data.preview import Preview
from cnnviz.training.probes import MOST_PROBES, choose_probes
from cnnviz.ui.address import BOUND
from cnnviz.ui.html import Exhibit, gallery
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.language import N_, _

SHOW_HELP = N_(
    "While a run trains, its answers to these validation images are shown as they change. Any "
    "other images can be chosen before it starts."
)
CHOOSE_HELP = N_("At most {most}; with none chosen, some of every class are watched.")
COLUMNS = 12


def show_probe_menu(state: TrainerState, preview: Preview, switches: DeltaGenerator) -> None:
    """Show the probe images of the next run, and let others be chosen."""
    with switches:
        if not st.toggle(_("Probe images"), key=state.PROBES_SHOWN, help=_(SHOW_HELP), **BOUND):
            return
    split = preview.watchable
    names = dict(zip(split.files, split.labels.tolist(), strict=True))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.multiselect(
            _("Images to watch"),
            split.files,
            [file for file in state.probes if file in names],
            format_func=lambda file: f"{preview.classes[names[file]]}: {file}",
            max_selections=MOST_PROBES,
            placeholder=_("some of every class"),
            help=_(CHOOSE_HELP, most=MOST_PROBES),
            # What a program sets needs a new key: an earlier message may carry the value before.
            key=f"{state.PROBES}{state.probe_round}",
        )
        st.button(_("Others"), icon=":material/casino:", on_click=draw_others, args=(state, split))
    state.probes = tuple(chosen)
    shown = split.take(choose_probes(split.files, split.labels, chosen))
    captions = [preview.classes[label] for label in shown.labels]
    parts = zip(shown.images, captions, shown.files, strict=True)
    exhibits = [Exhibit(image, name, escape(f"{name}: {file}")) for image, name, file in parts]
    st.html(gallery(exhibits, COLUMNS))


def draw_others(state: TrainerState, split: Split) -> None:
    """Choose other images of every class at random."""
    order = np.random.default_rng().permutation(len(split))
    drawn = split.take(order)
    state.probes = tuple(drawn.files[i] for i in choose_probes(drawn.files, drawn.labels))
    state.probe_round += 1
