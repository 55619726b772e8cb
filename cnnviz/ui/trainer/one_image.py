"""One image of a run, large: all probabilities, its history, and what lies nearest to it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.data import left_out
from cnnviz.models.network_input import fit_to_network, takes_drawings
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.ui import caches
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.html import Exhibit, gallery
from cnnviz.ui.trainer.matrix import TEST, Answered, answered
from cnnviz.ui.trainer.one_image_html import history_strip, large_picture, probability_bars
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import fixed, probability, sentence

NEIGHBOURS = 5
POLL_SECONDS = 0.5
HISTORY_HELP = N_(
    "One cell per epoch: the predicted class, coloured by the probability of the true class; a "
    "frame marks a correct answer."
)
NEIGHBOURS_HELP = N_(
    "Training images whose last hidden layer is nearest to that of this image (Euclidean "
    "distance). The first time, all training images pass through the network."
)
LEAVE_OUT_HELP = N_(
    "Leaves this image out of all next runs on this data set, for everybody who uses this server. "
    "The file is not touched."
)


def show_opened(state: TrainerState, run: RunFolder, config: RunConfig) -> None:
    """Open the dialog on the image that was clicked last, if it is one of this run's."""
    opened = state.opened
    if not opened or opened.run != run.id:
        return
    try:
        shown = answered(run, config, opened.split, opened.epoch)
    except InputError:  # the matrix says so
        return

    def close() -> None:
        """Forget which image is open."""
        state.opened = None

    st.dialog(_("One image"), width="large", on_dismiss=close)(show_image)(
        state, run, config, shown
    )


def show_image(state: TrainerState, run: RunFolder, config: RunConfig, shown: Answered) -> None:
    """Show the open image: what it is, what the network answers, its history, its neighbours."""
    if not state.opened:
        return
    place, places = state.opened.place, state.opened.places
    picture, answers = shown.images.images[place], shown.answers
    true, predicted = (shown.classes[at[place]] for at in (answers.labels, answers.predicted))
    left, right = st.columns([1, 1.6], gap="medium")
    with left:
        st.html(large_picture(picture, f"{shown.images.files[place]}: {true}"))
        st.caption(f"`{shown.images.files[place]}`")
    with right:
        st.markdown(_outcome(predicted, true, shown.epoch if _is_passing(run, shown) else 0))
        probabilities, why = _probabilities(run, shown, place)
        if probabilities is None:
            truth = probability(float(answers.truths[place]))
            known = _("Probability of {name}: {probability}.", name=true, probability=truth)
            st.caption(f"{known} {why}")
        else:
            st.html(probability_bars(probabilities, shown.classes, int(answers.labels[place])))
    show_history(run, shown, place)
    if not run.state().active:
        show_neighbours(run, config, shown, place)
    show_acts(state, run, config, shown, place, places)


def _outcome(predicted: str, true: str, epoch: int) -> str:
    """Say what an image was classified as, after an epoch or (0) at the end."""
    names: dict[str, object] = {"answer": predicted, "true": true, "epoch": epoch}
    if predicted == true:
        if epoch:
            return _("Classified as **{answer}** after epoch {epoch}: correct.", **names)
        return _("Classified as **{answer}**: correct.", **names)
    if epoch:
        return _(
            "Classified as **{answer}** after epoch {epoch}: the true class is {true}.", **names
        )
    return _("Classified as **{answer}**: the true class is {true}.", **names)


def _probabilities(run: RunFolder, shown: Answered, place: int) -> tuple[np.ndarray | None, str]:
    """Return all probabilities of an image; or None, and why."""
    if shown.answers.probabilities is not None:
        return shown.answers.probabilities[place], ""
    if run.state().active:
        return None, _("Those of the other classes are known when the run has ended.")
    try:
        pixels = network_pixels(run, shown.images.images[place])
        if not _is_passing(run, shown):
            return caches.engine().predict(run.model, pixels[np.newaxis])[0], ""
        found = caches.epoch_probabilities(run, pixels).get(shown.epoch)
        return found, "" if found is not None else _("That epoch's network was not kept.")
    except (InputError, EngineError) as error:
        return None, sentence(error)


def _is_passing(run: RunFolder, shown: Answered) -> bool:
    """Whether the answers are an epoch's that others followed, or may follow."""
    if not shown.epoch:
        return False
    return run.state().active or shown.epoch != max(run.records.epochs(), default=0)


def network_pixels(run: RunFolder, picture: np.ndarray) -> np.ndarray:
    """An image, uint8, as the run's network takes it: float32 in [0, 1], of its input shape."""
    shape = caches.model_info(run).input_shape
    scaled = images.to_float(picture)
    return scaled if scaled.shape == shape else fit_to_network(scaled, shape)


def show_history(run: RunFolder, shown: Answered, place: int) -> None:
    """Show what the network answered after each epoch."""
    try:
        found = history(run, shown, place)
    except (InputError, EngineError) as error:
        st.caption(sentence(_("The history cannot be shown: {error}", error=error)))
        return
    if found:
        st.markdown(_("**Over the epochs**"), help=_(HISTORY_HELP))
        st.html(history_strip(found, shown.classes, int(shown.answers.labels[place])))


def history(run: RunFolder, shown: Answered, place: int) -> Mapping[int, tuple[int, float]]:
    """Return the predicted class and the probability of the truth, by epoch.

    Of validation images it was recorded; of test images the saved epochs are asked.

    Raises
    ------
    InputError, EngineError
        If they cannot be asked.
    """
    if shown.split != TEST:
        return caches.recorded_history(run, place)
    if not run.model.is_file():
        return {}
    label = int(shown.answers.labels[place])
    pixels = network_pixels(run, shown.images.images[place])
    by_epoch = caches.epoch_probabilities(run, pixels)
    return {epoch: (int(each.argmax()), float(each[label])) for epoch, each in by_epoch.items()}


def show_neighbours(run: RunFolder, config: RunConfig, shown: Answered, place: int) -> None:
    """Show the nearest training images, or how far their search is."""
    title = _("**The {count} nearest training images**", count=NEIGHBOURS)
    st.markdown(title, help=_(NEIGHBOURS_HELP))
    waiting = caches.features_of(run, config).active
    st.fragment(_neighbours, run_every=POLL_SECONDS if waiting else None)(
        run, config, shown, place, waiting
    )


def _neighbours(
    run: RunFolder, config: RunConfig, shown: Answered, place: int, waiting: bool
) -> None:
    features = caches.features_of(run, config)
    if features.active:
        st.progress(features.fraction, _("Computing the last hidden layer of all training images"))
        return
    if features.train is None:
        st.caption(sentence(_("They cannot be found: {error}", error=features.error)))
        return
    try:
        pixels = network_pixels(run, shown.images.images[place])
        found, distances = features.nearest(images.to_uint8(pixels), NEIGHBOURS)
    except (InputError, EngineError) as error:
        st.caption(sentence(_("They cannot be found: {error}", error=error)))
        return
    train = features.train
    exhibits = [
        Exhibit(
            train.images[at],
            f"{shown.classes[train.labels[at]]} ({fixed(distance, 2)})",
            _(
                "{file}: {name}, distance {distance:.3f}",
                file=train.files[at],
                name=shown.classes[train.labels[at]],
                distance=distance,
            ),
        )
        for at, distance in zip(found.tolist(), distances.tolist(), strict=True)
    ]
    st.html(gallery(exhibits, NEIGHBOURS))


def show_acts(
    state: TrainerState,
    run: RunFolder,
    config: RunConfig,
    shown: Answered,
    place: int,
    places: tuple[int, ...],
) -> None:
    """Show the way to the neighbouring images, into the network, and out of the data."""
    at = places.index(place) if place in places else 0

    def go(step: int) -> None:
        """Open the image before or after this one."""
        if state.opened:
            state.opened = replace(state.opened, place=places[(at + step) % len(places)])

    with st.container(horizontal=True, vertical_alignment="center"):
        several = len(places) > 1
        st.button(
            _("Previous"),
            icon=":material/chevron_left:",
            on_click=go,
            args=(-1,),
            disabled=not several,
        )
        st.button(
            _("Next"), icon=":material/chevron_right:", on_click=go, args=(1,), disabled=not several
        )
        position = _("{place:,} of {count:,}", place=at + 1, count=len(places))
        st.caption(position, width="content")
        if run.model.is_file() and not run.state().active:
            with suppress(InputError):  # a damaged model, as is said where it is asked
                st.page_link(
                    "pages/feature_maps.py",
                    label=_("Look inside"),
                    icon=":material/layers:",
                    query_params=inside(run, shown.split, place),
                )
        leave_out_button(state, config, shown.images.files[place])


def inside(run: RunFolder, split: str, place: int) -> dict[str, str]:
    """The address of Feature maps with a run's network and one of its images."""
    key = FeatureMapsState
    draws = takes_drawings(caches.model_info(run).input_shape)
    kind = key.INPUT if draws else key.PICTURE_INPUT
    return {key.MODEL: run.id, kind: "Sample", key.SPLIT: split, key.SAMPLE: str(place)}


def leave_out_button(state: TrainerState, config: RunConfig, file: str) -> None:
    """Show a button that leaves an image out of the next runs, or takes it back in."""
    try:
        data_key = caches.left_out_key(config)
        is_out = file in left_out.read(data_key)
    except InputError:
        return

    def toggle() -> None:
        """Note it for the next runs."""
        try:
            left_out.mark(data_key, file, not is_out)
        except InputError as error:
            state.complaint = sentence(error)

    st.button(
        _("Take back in") if is_out else _("Leave out of the next run"),
        icon=":material/undo:" if is_out else ":material/block:",
        on_click=toggle,
        help=_(LEAVE_OUT_HELP),
        key=f"t_leave_out_{file}",
    )
