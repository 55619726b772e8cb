"""Images beside the map of the data: the nearest to the input, and the one that is open."""

from collections.abc import Sequence

import streamlit as st

from cnnviz.engine.sample import Sample
from cnnviz.engine.work import Arrays
from cnnviz.images import to_float, to_uint8
from cnnviz.ui.components.data_map import Here
from cnnviz.ui.html import Exhibit, gallery
from cnnviz.ui.trainer.one_image_html import large_picture, probability_bars
from cnnviz.utils.language import _
from cnnviz.utils.text import probability

WIDTH = 56  # CSS pixels of an image, at least


def show_nearest(
    sample: Sample, answers: Arrays, classes: Sequence[str], here: Here | None
) -> None:
    """Show the images nearest to the input."""
    st.markdown(f"**{_('Nearest to the input')}**")
    if here is None:
        st.caption(_("There is no input yet: draw something, or choose a picture above."))
        return
    st.html(gallery([exhibit(sample, answers, classes, place) for place in here.near], 5, WIDTH))
    if here.unlike:
        st.caption(_("The input is unlike all of the training data; its neighbours mean little."))


def exhibit(sample: Sample, answers: Arrays, classes: Sequence[str], place: int) -> Exhibit:
    """Show an image of the sample with its true class; a wrong answer is named."""
    pixels = to_uint8(to_float(sample.images.images[place]))
    name = classes[sample.images.labels[place]]
    row = answers["probabilities"][place]
    answer = classes[int(row.argmax())]
    caption = name
    if answer != name:
        caption = _("{truth}, classified as {answer}", truth=name, answer=answer)
    detail = _(
        "{file}: {truth}; answer {answer}, {probability}",
        file=sample.images.files[place],
        truth=name,
        answer=answer,
        probability=probability(row.max()),
    )
    return Exhibit(pixels, caption, detail)


def show_opened(sample: Sample, answers: Arrays, classes: Sequence[str], place: int) -> None:
    """Show the image that is open, with every probability."""
    file, label = sample.images.files[place], int(sample.images.labels[place])
    probabilities = answers["probabilities"][place]
    answer = int(probabilities.argmax())
    truth = classes[label]
    if answer == label:
        outcome = _("{truth}, classified correctly", truth=truth)
    else:
        outcome = _("{truth}, classified as {answer}", truth=truth, answer=classes[answer])
    st.markdown(f"**{file}**: {outcome}")
    left, right = st.columns([1, 1.5], vertical_alignment="top")
    left.html(large_picture(sample.images.images[place], file))
    right.html(probability_bars(probabilities, classes, label))
