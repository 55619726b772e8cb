"""What a run would learn from and with: images of the data set, and the network layer by layer."""

import streamlit as st

from cnnviz import architectures, datasets
from cnnviz.architectures import ARCHITECTURES, LayerShape
from cnnviz.datasets import mnist
from cnnviz.errors import InputError
from cnnviz.layer_wording import describe, sizes
from cnnviz.markup import Exhibit, gallery, table
from cnnviz.preview import MOST_CLASSES, Preview
from cnnviz.session import data_preview
from cnnviz.training.config import RunConfig
from cnnviz.training.wording import sentence


def show_preview(config: RunConfig) -> None:
    """Show the data and the network of a run."""
    offers = {offer.name: offer for offer in datasets.available() if not offer.present}
    if config.dataset in offers:
        show_absent(offers[config.dataset])
        return
    try:
        data = data_preview(config.dataset, config.seed, config.image_size)
        rows = architectures.trace(config.network, data.input_shape, len(data.classes))
    except InputError as error:
        st.error(sentence(error))
        return
    show_data(data)
    show_network(config, rows)


def show_absent(offer: datasets.Offer) -> None:
    """Say why a data set is not here, and fetch it where that can be done."""
    st.info(f"{offer.reason}.")
    if offer.downloads and st.button("Download", icon=":material/download:"):
        bar = st.progress(0.0)

        def progress(fraction: float, text: str) -> None:
            bar.progress(fraction, text)

        try:
            mnist.fetch(progress)
        except InputError as error:
            st.error(sentence(error))
        else:
            st.rerun()


def show_data(data: Preview) -> None:
    """A few images of each class."""
    train, validation, test = data.counts
    synthetic = ", synthetic: drawn by a program" if data.synthetic else ""
    st.markdown(
        f"**{data.title}**{synthetic}, {len(data.classes)} classes, "
        f"{sizes(data.input_shape)}; {train:,} to learn from, {validation:,} to validate, "
        f"{test:,} to test",
        help=data.source,
    )
    names = [data.classes[label] for label in data.samples.labels]
    parts = zip(data.samples.images, names, data.samples.files, strict=True)
    exhibits = [Exhibit(image, name, f"{name}: {file}") for image, name, file in parts]
    st.html(gallery(exhibits, columns=min(len(data.classes), MOST_CLASSES)))


def show_network(config: RunConfig, rows: list[LayerShape]) -> None:
    """The layer table with its total."""
    total = sum(row.parameters for row in rows)
    summary = ARCHITECTURES[config.architecture].summary.lower()
    st.markdown(f"**{config.architecture}**, {summary}; {total:,} parameters")
    lines = [(*_parts(row), f"{row.parameters:,}" if row.parameters else "") for row in rows]
    st.html(table(("Layer", "Output", "Parameters"), lines))


def _parts(row: LayerShape) -> tuple[str, str]:
    """What a layer does, and the shape that comes out of it."""
    what, _, shape = describe(row).rpartition(" → ")
    return what, shape
