"""The preview of a run: images of its data set, and its network layer by layer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from cnnviz import data
from cnnviz.data import folds, left_out, mnist
from cnnviz.data.dataset import SPLITS
from cnnviz.data.preview import MOST_CLASSES, Preview
from cnnviz.data.unusable import SHOWN
from cnnviz.layers import Shape
from cnnviz.networks import ARCHITECTURES, Architecture
from cnnviz.networks.suited import better_suited, count_parameters
from cnnviz.training import ablation, recipes
from cnnviz.training.config import RunConfig
from cnnviz.training.export.data_file import FILE, data_npz
from cnnviz.training.keras_script import script
from cnnviz.training.script_data import needs_file
from cnnviz.training.text import data_title
from cnnviz.ui import caches
from cnnviz.ui.html import Exhibit, gallery, table
from cnnviz.ui.trainer.augmentation_panel import show_augmentation
from cnnviz.ui.trainer.look import show_look
from cnnviz.ui.trainer.network_editor import explain, network_table, show_network_editor
from cnnviz.ui.trainer.network_menu import set_network
from cnnviz.ui.trainer.own_data import take_back
from cnnviz.ui.trainer.probe_menu import show_probe_menu
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.ui.widgets import download
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import ENGLISH, N_, _, _n, current
from cnnviz.utils.retold import retold
from cnnviz.utils.text import plural, sentence, times

MOST_FILES = 500  # in a list; a data set may have 100,000
FILES_STYLE = "font-size:0.875rem;max-height:20rem;overflow:auto;overflow-wrap:anywhere"
DATA_FILE_HELP = N_("The images that the script reads, split and sized; save it beside the script.")
LAYERS, CODE, ABLATION = N_("Layers"), N_("Keras code"), N_("Ablation")  # tabs
FIT_A_PHONE = 6  # classes in one row; of more, half a row


def show_preview(state: TrainerState, config: RunConfig) -> bool:
    """Show the data and the network of a run; return whether it can be trained."""
    offers = {offer.name: offer for offer in data.available() if not offer.present}
    if config.dataset in offers:
        show_absent(offers[config.dataset])
        return False
    try:
        preview = load_preview(config)
    except InputError as error:
        if take_back(state, error):
            st.rerun()
        st.error(sentence(error))
        show_way_out(state, error)
        return False
    state.unread = None
    config = replace(config, left_out=left_out.read(preview.key))
    with st.container(key=state.DATA_SHOWN):
        show_data(preview, config)
    show_how_read(preview)
    show_batch_hint(state, config, preview)
    switches = st.container(horizontal=True, gap="medium")
    show_look(state, config, preview, switches)
    show_augmentation(state, preview, switches)
    show_probe_menu(state, preview, switches)
    return show_network(state, config, preview)


def show_batch_hint(state: TrainerState, config: RunConfig, preview: Preview) -> None:
    """Where one batch holds all training images, say at the control what that means."""
    train = preview.counts[0]
    if config.batch_size >= train and state.below_batch:
        state.below_batch.caption(
            _(
                "A batch of {size:,} holds all {count:,} training images: each epoch is a single "
                "step.",
                size=config.batch_size,
                count=train,
            )
        )


def show_way_out(state: TrainerState, error: InputError) -> None:
    """Offer the setting that mends the data set, if there is one."""
    if isinstance(error, data.TooLargeError) and error.size:
        key, value, label = state.SIZE, error.size, _("Use image size {size}", size=error.size)
    elif isinstance(error, data.UnusableFilesError):
        key, value = state.SKIP, True
        label = _n("Leave out {count:,} file", "Leave out {count:,} files", len(error.files))
    else:
        return
    st.button(label, type="primary", on_click=state.__setitem__, args=(key, value))
    if isinstance(error, data.UnusableFilesError) and len(error.files) > SHOWN:
        show_files(error.files)


def show_how_read(preview: Preview) -> None:
    """Show what is left out of the data set, and how it was read."""
    if preview.notes:
        st.caption(" ".join(sentence(_(note)) for note in preview.notes))
    if preview.unusable:
        with st.expander(_("{files} left out", files=plural(len(preview.unusable), "file"))):
            show_files(preview.unusable)


def show_files(files: Sequence[data.UnusableFile]) -> None:
    """Show files with the reasons why they cannot be used."""
    lines = (f"<li>{escape(each.file)}: {escape(each.reason)}</li>" for each in files[:MOST_FILES])
    st.html(f'<ul style="{FILES_STYLE}">{"".join(lines)}</ul>')
    if len(files) > MOST_FILES:
        st.caption(_("The first {some:,} of {all:,} files.", some=MOST_FILES, all=len(files)))


def load_preview(config: RunConfig) -> Preview:
    """Read the preview of a run's data; by group only once the groups are known.

    Raises
    ------
    InputError
        If the data cannot be read or split.
    """
    parts = config.dataset, config.seed, config.image_size, config.skip_unusable
    if not folds.needs_groups(config.held_out):
        return caches.data_preview(*parts)
    job = caches.survey_job(config.dataset, config.skip_unusable, config.image_size)
    return caches.data_preview(*parts, folds.OWN if job.active else config.held_out)


def show_absent(offer: data.Offer) -> None:
    """Say why a data set is not available, and offer its download where there is one."""
    st.info(sentence(_(offer.reason)))
    if offer.downloads and st.button(_("Download"), icon=":material/download:"):
        bar = st.progress(0.0)

        def progress(fraction: float, text: str) -> None:
            bar.progress(fraction, text)

        try:
            mnist.fetch(progress)
        except InputError as error:
            st.error(sentence(error))
        else:
            st.rerun()


def show_data(preview: Preview, config: RunConfig) -> None:
    """Show a few images of each class."""
    kept: Counter[str] = Counter(preview.split_of.values())
    kept.subtract(preview.split_of[file] for file in config.left_out if file in preview.split_of)
    train, validation, test = (kept[name] for name in SPLITS)
    counts = _(
        "{train:,} training, {validation:,} validation and {test:,} test images",
        train=train,
        validation=validation,
        test=test,
    )
    if config.left_out:
        left = _("{images} left out", images=plural(len(config.left_out), "image"))
        counts += f" ({left})"
    if folds.needs_groups(config.held_out):
        counts += ", " + _("split by group")
    st.markdown(f"{_described(preview, config)}: {counts}", help=_(preview.source))
    names = [preview.classes[label] for label in preview.samples.labels]
    parts = zip(preview.samples.images, names, preview.samples.files, strict=True)
    exhibits = [Exhibit(image, name, f"{name}: {file}") for image, name, file in parts]
    columns = min(len(preview.classes), MOST_CLASSES)
    st.html(gallery(exhibits, columns, width=48 if columns <= FIT_A_PHONE else 52))


def _described(preview: Preview, config: RunConfig) -> str:
    """Name a data set, its classes and the size of its images."""
    title, read_as = data_title(config.dataset), []
    if config.dataset in data.NAMES:
        title = _(preview.title)
    elif preview.title != title:
        read_as = [_("read as {title}", title=_(preview.title))]
    classes = _n("{count} class", "{count} classes", len(preview.classes))
    return ", ".join([f"**{title}**", *read_as, classes, times(preview.input_shape)])


def show_network(state: TrainerState, config: RunConfig, preview: Preview) -> bool:
    """Show the network to edit, as Keras code, and what each choice contributes.

    Returns whether it can be trained.
    """
    shape, classes = preview.input_shape, len(preview.classes)
    table = network_table(state, shape, classes)
    complaint = explain(table, state.drafts)
    if complaint:
        st.markdown(f"**{retold(config.architecture)}**")
        st.error(complaint)
    else:
        preset = ARCHITECTURES.get(config.architecture)
        summary = f", {_summary(preset)}" if preset else ""
        parameters = plural(table.parameters, "parameter")
        st.markdown(f"**{retold(config.architecture)}**{summary}; {parameters}")
    show_better_suited(state, config.architecture, shape, classes)
    recipe = recipes.RECIPES.get(recipes.name_of(vars(config)) or "")
    measured = ablation.rows(recipe) if recipe and not complaint else []
    names = [LAYERS, *([] if complaint else [CODE]), *([ABLATION] if measured else [])]
    places = dict(zip(names, st.tabs([_(name) for name in names]), strict=True))
    with places[LAYERS]:
        show_network_editor(state, table, classes)
    if not complaint:
        with places[CODE]:
            show_code(config, shape, classes)
    if measured:
        with places[ABLATION]:
            show_ablation(measured)
    return not complaint


def _summary(preset: Architecture) -> str:
    """What a preset is, within a sentence: a noun of other languages keeps its capital."""
    summary = _(preset.summary)
    return summary.lower() if current() == ENGLISH else summary


def show_better_suited(state: TrainerState, name: str, shape: Shape, classes: int) -> None:
    """Where a preset was made for smaller images, offer one that suits these."""
    suited = better_suited(name, shape, classes)
    if suited is None:
        return
    fewer = count_parameters(suited, shape, classes)
    made_for = times(ARCHITECTURES[name].input_shape[:2])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            ":material/lightbulb: "
            + _(
                "{name} was made for images of {size} pixels. On these, {suited} has only "
                "{count:,} parameters, and learns faster.",
                name=name,
                size=made_for,
                suited=suited,
                count=fewer,
            ),
            width="content",
        )
        st.button(_("Use {network}", network=suited), on_click=set_network, args=(state, suited))


def show_code(config: RunConfig, shape: Shape, classes: int) -> None:
    """Show the same training as a Keras script, and offer the images that it reads."""
    if needs_file(config):
        with st.container(horizontal=True, vertical_alignment="center"):
            make = partial(data_file, config)
            download(FILE, FILE, make, "data_array", "t_data_file", _(DATA_FILE_HELP))
    st.code(script(config, shape, classes), height=420)


def data_file(config: RunConfig) -> bytes:
    """Pack the images of a run for its script."""
    return data_npz(config.load_data())


def show_ablation(measured: list[ablation.Row]) -> None:
    """Show a recipe's accuracy, and the effect of each of its parts."""
    whole = measured[0].measured
    st.markdown(
        _(
            "**{accuracy}** on the test images, mean of {seeds}. Each row compares the recipe with "
            "the same one without that part; n.s.: not significant, the ranges overlap. Measured "
            "by `python -m benchmarks.ablation`.",
            accuracy=whole.text,
            seeds=plural(len(whole.accuracy), "seed"),
        )
    )
    st.html(table((_("Part"), _("Accuracy"), _("CPU time")), ablation.table(measured)))
