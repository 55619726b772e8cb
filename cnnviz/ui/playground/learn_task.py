"""What a kernel is learned from: the current kernel, a riddle, or the visitor's own result."""

from dataclasses import dataclass
from pathlib import PurePath

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.filters.learning import examples
from cnnviz.filters.learning.examples import ImagePair
from cnnviz.filters.result import BenchState
from cnnviz.ui.bound import bound
from cnnviz.ui.playground.state import PlaygroundState
from cnnviz.ui.widgets import received
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import sentence

BENCH, RIDDLE, FILE = "bench", "riddle", "file"
GOALS = {
    BENCH: N_("The current kernel"),
    RIDDLE: N_("A hidden kernel"),
    FILE: N_("Your own result"),
}
GOAL_HELP = N_(
    "The target: the picture filtered by the current kernel, by a kernel that you do not know"
    " yet, or by a program of your own. Only the two pictures are used, never the kernel."
)
RIDDLE_HELP = N_("Each number hides a different kernel, the same one for everybody.")
UPLOAD_HELP = N_(
    "Your program's result for the current picture: as large as the picture (its border is "
    'ignored), or smaller by the kernel\'s size minus 1, as with "valid". A **.npy** array is '
    "exact; an image file is clipped and rounded to 0–255, so its kernel is found only "
    "approximately. Where the channels are summed, one kernel per channel is learned."
)
NOISES = {0.0: N_("None"), 0.01: "0.01", 0.03: "0.03", 0.1: "0.1"}
NOISE_HELP = N_(
    "Standard deviation of the noise added to the target: the loss then stays above 0, and "
    "the kernel is found approximately."
)
SAME_SIZE = (7, 7)  # kernel learned where the sizes do not determine it; contains all smaller ones


@dataclass(frozen=True, eq=False)
class Task:
    """Picture and target, and what the learned kernel is compared with.

    Attributes
    ----------
    title : str
        Heading of the reference.
    reference : (kH, kW, P), optional
        The kernel that made the target, where it may be shown.
    hidden : bool
        Whether there is such a kernel that may not be shown yet.
    hint : str
        One sentence on the two pictures; may be empty.
    """

    pair: ImagePair
    title: str
    reference: np.ndarray | None = None
    hidden: bool = False
    hint: str = ""

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of the kernel that fits."""
        told = self.pair.kernel_size != (1, 1) or self.reference is not None
        return self.pair.kernel_size if told else SAME_SIZE

    @property
    def fits(self) -> bool:
        """Whether the kernel is unknown, so that the least-squares fit is the reference."""
        return self.reference is None and not self.hidden


def choose_task(state: PlaygroundState, bench: BenchState, noise: float) -> Task | None:
    """Show what is learned from; None where no file was uploaded yet.

    Raises
    ------
    InputError
        If the kernel does not fit the picture.
    """
    goal = st.selectbox(
        _("Target"),
        **bound(list(GOALS), state.GOAL, GOALS.__getitem__),
        width=190,
        help=_(GOAL_HELP),
    )
    if goal == FILE:
        return _of_file(state, bench)
    return _of_riddle(state, bench, noise) if goal == RIDDLE else _of_bench(bench, noise)


def choose_noise(state: PlaygroundState) -> float:
    """Choose the noise of the target."""
    return st.selectbox(
        _("Noise on the target"),
        **bound(list(NOISES), state.NOISE, NOISES.__getitem__),
        help=_(NOISE_HELP),
    )


def reveal(state: PlaygroundState) -> None:
    """Show the kernel of this riddle, not of the next one."""
    state.revealed = state[state.RIDDLE]


def _of_bench(bench: BenchState, noise: float) -> Task:
    """The kernel as it is laid on the picture: rotated for a true convolution."""
    weights, layer = bench.filtered.weights, bench.filtered.layer
    bias = layer.bias / layer.white
    flipped = weights[::-1, ::-1] if layer.operation == "convolve" else weights
    pair = examples.apply_hidden_kernel(_picture(bench), flipped, bias, noise=noise)
    bare = layer.stride == layer.dilation == 1 and layer.activation == "none"
    hint = "" if bare else _("Stride, dilation and activation are ignored here.")
    return Task(pair, bench.kernel, flipped, hint=hint)


def _of_riddle(state: PlaygroundState, bench: BenchState, noise: float) -> Task:
    number = st.number_input(
        _("Riddle"), 1, 9999, key=state.RIDDLE, bind="query-params", width=120, help=_(RIDDLE_HELP)
    )
    picture = _picture(bench)
    hidden = examples.hidden_kernel(number, picture.shape[2])
    pair = examples.apply_hidden_kernel(picture, hidden.weights, noise=noise)
    if state.revealed != number:
        return Task(pair, _("Hidden kernel"), hidden=True)
    return Task(pair, hidden.name, hidden.weights)


def _of_file(state: PlaygroundState, bench: BenchState) -> Task | None:
    with st.popover(
        _("Upload"), icon=":material/upload:", key=state.WANTED_OPEN, on_change="rerun"
    ):
        st.file_uploader(
            _("Your result"),
            type=["npy", *images.EXTENSIONS],
            max_upload_size=256,
            key=state.WANTED_UPLOAD,
            on_change=_take_file,
            args=(state, bench),
            help=_(UPLOAD_HELP),
        )
        if state.wanted_complaint:
            st.error(state.wanted_complaint)
    if state.wanted is None:
        return None
    name, picture, pair = state.wanted
    hint = _("Learned from {picture} and {file}.", picture=picture, file=name)
    return Task(pair, _("Exact best fit"), hint=hint)


def _take_file(state: PlaygroundState, bench: BenchState) -> None:
    """Read an uploaded result; an unusable one is explained and changes nothing."""
    files = received(state[state.WANTED_UPLOAD])
    if not files:
        return
    (file,) = files
    try:
        target = examples.read_target(file.name, file.getvalue())
        if PurePath(file.name).suffix.lower() == ".npy":
            target = target / bench.filtered.layer.white  # an array is in the unit of picture.npy
        pair = examples.align(_in_colours(bench, _from_0_to_1(bench)), target)
    except InputError as error:
        state.wanted_complaint = sentence(f"{file.name}: {error}")
        return
    state.wanted = (file.name, bench.picture, pair)
    state.wanted_complaint, state[state.WANTED_OPEN] = "", False


def _picture(bench: BenchState) -> np.ndarray:
    """The current picture, shrunk to what is learned from."""
    return _in_colours(bench, examples.shrink(_from_0_to_1(bench)))


def _from_0_to_1(bench: BenchState) -> np.ndarray:
    """The current picture with white at 1, as networks get it: learning rates depend on that."""
    image, white = bench.filtered.image, bench.filtered.layer.white
    return image if white == 1 or image.dtype.kind != "f" else image / np.float32(white)


def _in_colours(bench: BenchState, image: np.ndarray) -> np.ndarray:
    """An image in [0, 1]; grey unless its channels are summed."""
    return images.to_float(image) if bench.filtered.summed else images.to_grey(image)
