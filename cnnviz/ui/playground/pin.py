"""The pinned output pixel: kept for the current picture, in the session and in the address."""

import re

import streamlit as st

from cnnviz.ui import address
from cnnviz.ui.components.kernel_bench import pointed_at
from cnnviz.ui.playground.state import Pixel, PlaygroundState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_


def current_pin(state: PlaygroundState, picture: str) -> Pixel | None:
    """Return the pixel that is pinned on this picture; a pin of another picture is dropped."""
    if not hasattr(state, "pin_was_read"):
        pin, complaint = address.read(state.PIN, _parse, None, N_("pinned pixel"))
        state.pin, state.pin_was_read = pin and (picture, pin), True
        if complaint:
            st.toast(complaint, icon=":material/keep_off:", duration="infinite")
    if state.pin and state.pin[0] != picture:
        state.pin = None
    pinned = state.pin[1] if state.pin else None
    address.write({state.PIN: pinned and f"{pinned[0] + 1},{pinned[1] + 1}"})
    return pinned


def take_pin(state: PlaygroundState) -> None:
    """Pin the pixel that was clicked in the component, or let it go."""
    pointed = pointed_at(state.BENCH)
    if pointed:
        picture, pixel, pinned = pointed
        state.pin = (picture, pixel) if pinned else None


def _parse(text: str) -> Pixel | None:
    row, _, col = text.partition(",")
    numbers = [int(part) for part in (row, col) if re.fullmatch(r"[0-9]{1,6}", part)]
    if len(numbers) < 2 or min(numbers) < 1:
        raise InputError(
            "it must be a row and a column from 1, such as 12,34, got {text!r}", text=text[:20]
        )
    return numbers[0] - 1, numbers[1] - 1
