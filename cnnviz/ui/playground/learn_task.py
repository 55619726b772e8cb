"""What a kernel is learned from: the kernel on the bench, a riddle, or a visitor's own result."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.filters.apply import BenchState
from cnnviz.filters.learning import examples
from cnnviz.filters.learning.examples import Pair
from cnnviz.ui.playground.state import PlaygroundState as Key
from cnnviz.utils.errors import InputError

BENCH, RIDDLE, FILE = "bench", "riddle", "file"
GOALS = {BENCH: "The bench's kernel", RIDDLE: "A hidden kernel", FILE: "Your own result"}
GOAL_HELP = """What the answer should become: the picture as the bench's kernel filters it, as a
kernel that you do not know yet does, or as a program of yours did. Only the two pictures are
learned from, never the kernel."""
RIDDLE_HELP = "Each number hides another kernel, and the same one for everybody."
UPLOAD_HELP = """What your program made of the picture on the bench: as large as the picture (its
border is left out), or smaller by the kernel's size less 1, as "valid" makes it. A **.npy** array
is exact; a picture file was cut and rounded to 0–255, so its kernel is found only roughly.
Where the bench sums the channels, one kernel a channel is learned."""
NOISES = {0.0: "None", 0.01: "0.01", 0.03: "0.03", 0.1: "0.1"}
NOISE_HELP = """Standard deviation of random numbers added to the wanted picture: the loss then
stays above 0, and the kernel is found roughly."""
SAME_SIZE = (7, 7)  # kernel learned where the sizes do not tell; it holds all smaller ones too

state = st.session_state


@dataclass(frozen=True, eq=False)
class Task:
    """Two pictures, and what to compare the learned kernel with.

    Attributes
    ----------
    title : str
        What stands above the reference.
    reference : (kH, kW, P), optional
        The kernel that made the wanted picture, where it may be seen.
    hidden : bool
        Whether there is such a kernel that may not be seen yet.
    hint : str
        One sentence on the two pictures; may be empty.
    """

    pair: Pair
    title: str
    reference: np.ndarray | None = None
    hidden: bool = False
    hint: str = ""

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of the kernel that fits."""
        told = self.pair.made_by != (1, 1) or self.reference is not None
        return self.pair.made_by if told else SAME_SIZE

    @property
    def fits(self) -> bool:
        """Whether nobody knows the kernel, so that the exact best fit stands in for it."""
        return self.reference is None and not self.hidden


def choose_task(bench: BenchState, noise: float) -> Task | None:
    """Show what is to be learned from; None where a file is still to come.

    Raises
    ------
    InputError
        If the kernel does not fit the picture.
    """
    goal = st.selectbox(
        "Wanted picture",
        GOALS,
        format_func=GOALS.__getitem__,
        key=Key.GOAL,
        bind="query-params",
        width=190,
        help=GOAL_HELP,
    )
    if goal == FILE:
        return _of_file(bench)
    return _of_riddle(bench, noise) if goal == RIDDLE else _of_bench(bench, noise)


def choose_noise() -> float:
    """Show how noisy the wanted picture is to be."""
    return st.selectbox(
        "Noise on the wanted picture",
        NOISES,
        format_func=NOISES.__getitem__,
        key=Key.NOISE,
        bind="query-params",
        help=NOISE_HELP,
    )


def reveal() -> None:
    """Show the kernel of this riddle, not of the next one."""
    state[Key.REVEALED] = state[Key.RIDDLE]


def _of_bench(bench: BenchState, noise: float) -> Task:
    """The kernel as it lies on the picture: one that is convolved is turned already."""
    weights, layer = bench.filtered.weights, bench.filtered.layer
    turned = weights[::-1, ::-1] if layer.operation == "convolve" else weights
    pair = examples.hide(_picture(bench), turned, layer.bias, noise=noise)
    bare = layer.stride == layer.dilation == 1 and layer.activation == "none"
    hint = "" if bare else "Stride, dilation and activation are left out here."
    return Task(pair, bench.kernel, turned, hint=hint)


def _of_riddle(bench: BenchState, noise: float) -> Task:
    number = st.number_input(
        "Riddle", 1, 9999, key=Key.RIDDLE, bind="query-params", width=120, help=RIDDLE_HELP
    )
    picture = _picture(bench)
    hidden = examples.surprise(number, picture.shape[2])
    pair = examples.hide(picture, hidden.weights, noise=noise)
    if state.get(Key.REVEALED) != number:
        return Task(pair, "Hidden kernel", hidden=True)
    return Task(pair, hidden.name, hidden.weights)


def _of_file(bench: BenchState) -> Task | None:
    with st.popover("Upload", icon=":material/upload:", key=Key.WANTED_OPEN, on_change="rerun"):
        st.file_uploader(
            "Your result",
            type=["npy", *images.EXTENSIONS],
            max_upload_size=256,
            key=Key.WANTED_UPLOAD,
            on_change=_take_file,
            args=(bench,),
            help=UPLOAD_HELP,
        )
        if state.get(Key.WANTED_COMPLAINT):
            st.error(state[Key.WANTED_COMPLAINT])
    if Key.WANTED not in state:
        return None
    name, picture, pair = state[Key.WANTED]
    hint = f"Learned from {picture} and {name}."
    return Task(pair, "Exact best fit", hint=hint)


def _take_file(bench: BenchState) -> None:
    """Read an uploaded result; one that cannot be used leaves everything as it was."""
    file = state[Key.WANTED_UPLOAD]
    if file is None:
        return
    try:
        wanted = examples.read_wanted(file.name, file.getvalue())
        pair = examples.match(_colours(bench), wanted)
    except InputError as error:
        state[Key.WANTED_COMPLAINT] = f"{file.name}: {error}."
        return
    state[Key.WANTED] = (file.name, bench.picture, pair)
    state[Key.WANTED_COMPLAINT], state[Key.WANTED_OPEN] = "", False


def _picture(bench: BenchState) -> np.ndarray:
    """The bench's picture, shrunk; grey unless its channels are summed."""
    small = examples.shrink(bench.filtered.image)
    return small if bench.filtered.summed else images.to_grey(small)


def _colours(bench: BenchState) -> np.ndarray:
    """The bench's picture in full size; grey unless its channels are summed."""
    image = bench.filtered.image
    return images.to_float(image) if bench.filtered.summed else images.to_grey(image)
