"""Findings on a data set before a run: one line each, which opens its images."""

import csv
import io
from functools import partial

import streamlit as st

from cnnviz.data import folds
from cnnviz.data.findings import Finding, findings
from cnnviz.data.overlaps import Overlap
from cnnviz.data.survey import Survey
from cnnviz.training.config import RunConfig
from cnnviz.ui.components.image_wall import Box, Shown
from cnnviz.ui.trainer.look_images import (
    IMAGE_WIDTH,
    IMAGES_PER_PAGE,
    Look,
    choose_page,
    show_wall,
)
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.ui.widgets import download
from cnnviz.utils.language import _
from cnnviz.utils.text import percent, sentence

PAIRS_PER_PAGE = 12
PAIR_WIDTH = 250  # CSS pixels


def show_findings(state: TrainerState, config: RunConfig, look: Look) -> None:
    """Show one line per finding; each opens its images, those left out included."""
    similarity = look.survey.similarity
    if similarity.not_searched:
        why = _(similarity.not_searched)
        st.caption(sentence(_("Not searched for overlapping images: {reason}", reason=why)))
    found = findings(look.survey, look.split_of)
    remaining = {one.kind: one.text for one in findings(look.survey, look.split_of, look.out)}
    if not found:
        st.success(_("Nothing was found: no equal, empty or blurred images."))
    for finding in found:
        panel = st.expander(finding.text, key=f"t_finding_{finding.kind}", on_change="rerun")
        if panel.open:
            with panel:
                if look.out:
                    rest = remaining.get(finding.kind, _("Nothing of this remains."))
                    st.markdown(_("Without the images left out: {rest}", rest=rest))
                show_finding(state, look, finding)
    if folds.needs_groups(config.held_out):
        st.caption(_("Split by group: images that overlap or are equal are in one split."))
    elif similarity.overlaps or similarity.equal:
        st.button(
            _("Split by group"),
            icon=":material/call_split:",
            on_click=split_by_group,
            args=(state,),
            help=_("Keep images that overlap or are equal in one split."),
        )
    if similarity.overlaps or similarity.equal:
        make = partial(groups_csv, look.survey)
        download(_("Groups as CSV"), "groups.csv", make, "download", "t_groups")


def split_by_group(state: TrainerState) -> None:
    """Choose the split by group; all of the page shows it."""
    state[state.SPLIT], state.split_changed = folds.GROUPS, True


def show_finding(state: TrainerState, look: Look, finding: Finding) -> None:
    """Show a page of a finding's pairs, side by side, or of its images."""
    survey = look.survey
    page_key, wall_key = f"t_page_{finding.kind}", f"t_wall_{finding.kind}"
    if finding.pairs:
        page = choose_page(len(finding.pairs), PAIRS_PER_PAGE, page_key)
        pairs = [(_pair(look, pair), _caption(look, pair)) for pair in finding.pairs[page]]
        show_wall(state, look, pairs, PAIR_WIDTH, wall_key)
        return
    index = {file: number for number, file in enumerate(survey.files)}
    known = [file for file in finding.images if file in index]
    if not known:  # unreadable files
        st.markdown("\n".join(f"- `{file}`" for file in finding.images[:IMAGES_PER_PAGE]))
        return
    page = choose_page(len(known), IMAGES_PER_PAGE, page_key)
    cards = [([look.shown(index[file])], look.split_name(index[file])) for file in known[page]]
    show_wall(state, look, cards, IMAGE_WIDTH, wall_key)


def _pair(look: Look, pair: Overlap) -> list[Shown]:
    """Both images, each with the part that it shares with the other."""
    size = look.survey.size
    return [
        look.shown(pair.first, _shared_part(size, -pair.down, -pair.right)),
        look.shown(pair.second, _shared_part(size, pair.down, pair.right)),
    ]


def _shared_part(size: tuple[int, int], down: int, right: int) -> Box:
    """The part of an image that another one shows, shifted by so many pixels."""
    height, width = size
    return (
        max(down, 0) / height,
        max(right, 0) / width,
        1 - abs(down) / height,
        1 - abs(right) / width,
    )


def _caption(look: Look, pair: Overlap) -> str:
    first, second = (look.split_name(index) for index in (pair.first, pair.second))
    if pair.share == 1:
        return _("{first}, {second}: equal", first=first, second=second)
    share = percent(pair.share, 0)
    return _("{first}, {second}: {share} shared", first=first, second=second, share=share)


def groups_csv(survey: Survey) -> str:
    """The group of each file, one row per file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("file", "group"))
    writer.writerows(survey.similarity.groups.items())
    return text.getvalue()
