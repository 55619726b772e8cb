"""Editing a stack of layers, with its totals: the calculator's stack and the trainer's network."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

import streamlit as st

from cnnviz.models.effective_field import trained_weights
from cnnviz.networks.cost_table import CostTable, Fault
from cnnviz.networks.edits import edited
from cnnviz.networks.text import EXAMPLE, Draft, read_stack, write_stack
from cnnviz.ui import caches
from cnnviz.ui.components.layer_stack import (
    FieldRequest,
    Measured,
    Shown,
    asked_field,
    edits_of,
    layer_stack,
)
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import Figure, compact, memory, sentence, times

TOTAL_WEIGHTS = N_("Weights")
RANDOM, TRAINED = "random", "trained"
WEIGHTS = {RANDOM: N_("Random weights"), TRAINED: N_("Trained weights")}
TYPED_HELP = N_(
    "Layers in order, separated by commas or line breaks: `{example}`. A convolution also takes "
    "`stride 2`, `dilation 2`, `groups 4`, `unbiased`; a pooling `3x3 stride 2`. Code of Keras and "
    "PyTorch is read, too: `Conv2D(32, 3)`, `nn.Sequential(...)`."
)

Use = Callable[[list[Draft]], None]


class StackState(Protocol):
    """What a page remembers of its stack."""

    STACK: str  # the component's key
    TYPED: str  # the text field's
    drafts: list[Draft]  # the layers as entered
    stack_complaint: str  # about a link
    typed_complaint: str
    refused: Fault | None  # the last edit, where it was no value
    field: FieldRequest | None

    def __setitem__(self, key: str, value: str) -> None: ...

    def __getitem__(self, key: str) -> str: ...


def type_stack(state: StackState, use: Use) -> None:
    """Show the whole stack as text, to type or to copy, and what is wrong with it."""
    if not state.typed_complaint:
        state[state.TYPED] = write_stack(state.drafts)
    st.text_area(
        _("Layers"),
        key=state.TYPED,
        on_change=take_typed,
        args=(state, use),
        height=180,
        width=420,
        help=_(TYPED_HELP, example=EXAMPLE),
    )
    if state.typed_complaint:
        st.error(state.typed_complaint, width=420)


def take_typed(state: StackState, use: Use) -> None:
    """Take typed layers; invalid ones are explained, and the old ones stay."""
    try:
        drafts = read_stack(state[state.TYPED])
    except InputError as error:
        state.typed_complaint = sentence(error)
    else:
        forget_complaints(state)
        use(drafts)


def take_edits(state: StackState, use: Use) -> None:
    """Apply the visitor's edits to the stack."""
    for number, edit in enumerate(edits_of(state.STACK)):
        if not number:
            forget_complaints(state)
        try:
            use(edited(state.drafts, edit))
        except InputError as error:
            state.refused = Fault(edit.at, str(error))


def forget_complaints(state: StackState) -> None:
    """Forget what was wrong with a link, a typed stack or an edit."""
    state.stack_complaint, state.typed_complaint, state.refused = "", "", None


def show_editor(
    state: StackState,
    drafts: Sequence[Draft],
    asked: CostTable,
    good: CostTable,
    use: Use,
    *,
    stale: str,
    fixed: int = 0,
) -> None:
    """Show volumes, table and fields of a stack.

    Parameters
    ----------
    state : StackState
    drafts : sequence of dict
        The layers as entered; the last ``fixed`` of them cannot be edited.
    asked : CostTable
        How far they can be followed.
    good : CostTable
        The last valid stack, whose picture is shown.
    use : callable
        Called with the edited stack.
    stale : str
        Why ``good`` is an earlier stack; "" where it is not.
    fixed : int
    """
    trained = trained_weights(good.layers, good.input_shape)
    complaint = ""
    try:
        measured = measure(state.field, good, trained)
    except (InputError, EngineError) as error:
        state.field = measured = None
        complaint = sentence(_("Measuring failed: {error}", error=error))
    kinds = [TRAINED, RANDOM] if trained else [RANDOM]
    layer_stack(
        Shown(
            drafts,
            asked,
            good,
            {kind: _(WEIGHTS[kind]) for kind in kinds},
            stale,
            measured,
            complaint,
            state.refused,
            fixed,
        ),
        key=state.STACK,
        on_edit=partial(take_edits, state, use),
        on_measure=partial(take_request, state, good),
    )


def totals(good: CostTable) -> list[Figure]:
    """Return what the whole stack costs."""
    rows, cols = good.receptive_fields[-1].fields
    return [
        Figure(
            _("Parameters"),
            compact(good.parameters),
            _("{count:,} weights and biases", count=good.parameters),
        ),
        Figure(
            _("Multiply-adds"),
            compact(good.multiply_adds),
            _("{count:,} per image", count=good.multiply_adds),
        ),
        Figure(
            _("Activations"),
            memory(good.activation_bytes),
            _(
                "{count:,} bytes for every layer's output, float32, one image",
                count=good.activation_bytes,
            ),
        ),
        Figure(
            _(TOTAL_WEIGHTS),
            memory(4 * good.parameters),
            _("{count:,} bytes, float32", count=4 * good.parameters),
        ),
        Figure(_("Layers"), str(len(good.summaries)), _("including those without parameters")),
        Figure(
            _("Receptive field"),
            times((rows.size, cols.size)),
            _("of a unit of the last layer, on an unbounded input"),
        ),
    ]


def take_request(state: StackState, good: CostTable) -> None:
    """Keep which field of the shown stack is to be measured."""
    asked = asked_field(state.STACK)
    if asked and 0 <= asked[0] < len(good.summaries):
        state.field = FieldRequest(good.summaries[: asked[0] + 1], asked[1])


def measure(request: FieldRequest | None, good: CostTable, trained: Path | None) -> Measured | None:
    """Return the requested field, unless the stack has changed since.

    Raises
    ------
    InputError, EngineError
        If it cannot be measured.
    """
    if request is None or request.rows != good.summaries[: len(request.rows)]:
        return None
    file = trained if request.weights == TRAINED else None
    field = caches.measured_field(request.rows, str(file) if file else None)
    return Measured(len(request.rows) - 1, TRAINED if file else RANDOM, field)
