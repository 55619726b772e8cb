"""What a unit looks like: kernel, exciting images, classes, and the input that ascent makes."""

import numpy as np
import streamlit as st

from cnnviz.engine.unit_work import AscentWork, Subject
from cnnviz.engine.work import Arrays
from cnnviz.explain.ascent import stretched
from cnnviz.explain.blocks import Block
from cnnviz.images import to_uint8
from cnnviz.layers import Conv2DTranspose, DepthwiseConv2D
from cnnviz.models import ModelInfo
from cnnviz.networks import receptive_fields, trace_back
from cnnviz.ui import caches
from cnnviz.ui.feature_maps.unit_words import by_noun, three_digits
from cnnviz.ui.feature_maps.units_html import Framed, bars, framed_gallery
from cnnviz.ui.feature_maps.work_progress import show_progress
from cnnviz.ui.html import Exhibit, gallery, picture
from cnnviz.ui.page_colours import page_scale
from cnnviz.utils.colours import colour_signed
from cnnviz.utils.language import N_, _, _n
from cnnviz.utils.text import plural

MOST_IMAGES = 12
MOST_CHANNELS = 12
SIDE, MOST_SIDE = 150, 260  # CSS pixels of one picture
ASCENT_OF_FILTER = N_(
    "Gradient ascent: from grey, each step changes the pixels so that the mean value of this "
    "filter before its activation grows; negative values count a tenth. Long waves count more than "
    "short ones; jitter and decay keep it smooth. It is shown with its contrast stretched."
)
ASCENT_OF_UNIT = N_(
    "Gradient ascent: from grey, each step changes the pixels so that the mean value of this unit "
    "before its activation grows. Long waves count more than short ones; jitter and decay keep it "
    "smooth. It is shown with its contrast stretched."
)
EDGE = "outline:1px solid color-mix(in srgb, currentColor 18%, transparent);"  # white has none


def kernel_of(weights: np.ndarray, block: Block, unit: int) -> np.ndarray:
    """Return a filter's kernel as (height, width, channels); of a dense unit the weights (inputs,).

    A dense unit behind flattened maps has as many inputs as these have cells.
    """
    if weights.ndim == 2:
        column: np.ndarray = weights[:, unit]
        return column
    if isinstance(block.first.layer, Conv2DTranspose):
        return weights[:, :, unit]
    if isinstance(block.first.layer, DepthwiseConv2D):
        return weights.reshape(*weights.shape[:2], -1)[:, :, unit : unit + 1]
    return weights[..., unit]


def show_kernel(info: ModelInfo, block: Block, unit: int) -> None:
    """Show a filter's kernel, of many channels those with the largest weights."""
    weights = caches.network(info).weights[block.first.name][0]
    kernel = kernel_of(weights, block, unit)
    title = _("Its weights") if kernel.ndim == 1 else _("Its kernel")
    st.markdown(f"**{title}**, {block.first.name}")
    scale = page_scale("weights")
    limit = float(np.abs(kernel).max())
    span = _(
        "Purple is negative, orange positive; the largest magnitude is {limit:.3g}.", limit=limit
    )
    if kernel.ndim == 1:
        wide = min(len(kernel), 32)
        cells = np.zeros(-(-len(kernel) // wide) * wide, np.float32)
        cells[: len(kernel)] = kernel
        grid = colour_signed(cells.reshape(-1, wide), limit, scale)
        counted = plural(len(kernel), "weight")
        st.html(picture(grid, counted, f"max-width:{SIDE + 60}px;"))
        st.caption(f"{_('{weights}, row by row.', weights=counted)} {span}")
        return
    channels = kernel.shape[2]
    order = np.argsort(-np.abs(kernel).sum(axis=(0, 1)), kind="stable")[:MOST_CHANNELS]
    painted = [colour_signed(kernel[:, :, channel], limit, scale) for channel in order]
    if channels == 1:
        st.html(picture(painted[0], _("kernel"), f"max-width:{SIDE}px;{EDGE}"))
    else:
        exhibits = [
            Exhibit(each, str(channel), _("weights of channel {number}", number=channel))
            for each, channel in zip(painted, order, strict=True)
        ]
        st.html(gallery(exhibits, 4, 40))
    if channels > len(order):
        span = f"{_('The largest of {count} channels.', count=channels)} {span}"
    st.caption(span)


def show_images(subject: Subject, strengths: Arrays, unit: int) -> None:
    """Show the images that excite a unit most, with what its strongest position sees."""
    peaks = strengths["peaks"][:, unit]
    order = np.argsort(-peaks, kind="stable")[:MOST_IMAGES]
    classes, labels = subject.info.classes, subject.sample.images.labels
    exhibits = [
        Framed(
            subject.sample.batch(place, place + 1)[0],
            frame_of(subject, int(strengths["places"][place, unit])),
            classes[labels[place]],
            f"{subject.sample.images.files[place]}: {classes[labels[place]]}, "
            f"{three_digits(peaks[place])}",
        )
        for place in order
    ]
    st.html(framed_gallery(exhibits))
    lowest, highest = peaks[order[-1]], peaks[order[0]]
    st.caption(
        _(
            "Its largest value in each, from {highest} to {lowest}; the frame is what it sees "
            "there.",
            highest=three_digits(highest),
            lowest=three_digits(lowest),
        )
    )


def frame_of(subject: Subject, place: int) -> tuple[float, float, float, float]:
    """Return what a position sees: top, left, height and width as shares of the input.

    Parameters
    ----------
    subject : Subject
    place : int
        The position in the block's map, row by row.
    """
    rows, block = subject.info.summaries, subject.block
    shape = block.last.output_shape
    row, col = divmod(place, shape[1]) if len(shape) == 3 else (0, 0)
    (top, bottom), (left, right) = trace_back(receptive_fields(rows), block.index, row, col)
    height, width = subject.info.input_shape[:2]
    return (
        top / height,
        left / width,
        (bottom - top + 1) / height,
        (right - left + 1) / width,
    )


def show_classes(subject: Subject, strengths: Arrays, unit: int) -> None:
    """Show a unit's mean value for the images of each class."""
    means, labels = strengths["means"][:, unit], subject.sample.images.labels
    present = [label for label in range(len(subject.info.classes)) if (labels == label).any()]
    values = [float(means[labels == label].mean()) for label in present]
    names = [subject.info.classes[label] for label in present]
    st.html(bars(names, values, [three_digits(value) for value in values]))


def show_ascent(work: AscentWork, block: Block, key: str) -> None:
    """Show the input that gradient ascent makes, as far as it is."""
    st.markdown(
        f"**{_('Input made by gradient ascent')}**",
        help=by_noun(block.noun, ASCENT_OF_FILTER, ASCENT_OF_UNIT),
    )
    if "image" in work.result:
        image, values = work.result["image"], work.result["values"]
        shown = to_uint8(stretched(image))
        side = max(SIDE, min(image.shape[1], MOST_SIDE))  # a fine pattern needs its own pixels
        st.html(picture(shown, _("made by gradient ascent"), f"max-width:{side}px;"))
        st.caption(
            _n(
                "From {first} to {last} in {count:,} step.",
                "From {first} to {last} in {count:,} steps.",
                len(values),
                first=three_digits(values[0]),
                last=three_digits(values[-1]),
            )
        )
    show_progress(work, _("Gradient ascent"), key)
