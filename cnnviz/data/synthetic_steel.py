"""Synthetic steel, drawn by ``cnnviz.images.textures``: for machines without the NEU images."""

import numpy as np

from cnnviz.data.dataset import BY_CLASS, Dataset, Progress, Split, with_origin
from cnnviz.data.splitting import three_way
from cnnviz.images import textures
from cnnviz.utils.language import N_, Message

TITLE = N_("Synthetic steel (drawn by a program)")
PER_CLASS = 60


def load(seed: int, progress: Progress) -> Dataset:
    """Draw the data set: always the same images; the seed only decides the split."""
    kinds = list(textures.KINDS)
    labels = np.repeat(np.arange(len(kinds)), PER_CLASS)
    images = np.empty((len(labels), textures.SIDE, textures.SIDE, 1), np.uint8)
    for number, label in enumerate(labels):
        if number % 10 == 0:
            progress(
                number / len(labels),
                Message(
                    "drawing texture {number} of {count}", number=number + 1, count=len(labels)
                ),
            )
        images[number, ..., 0] = textures.draw(kinds[label], number)
    files = tuple(f"synthetic/{kinds[label]}/{n}" for n, label in enumerate(labels))
    source = with_origin(
        Message("synthetic: {count} textures drawn by cnnviz, no photographs", count=len(labels)),
        Message(BY_CLASS, seed=seed),
    )
    splits = three_way(Split(images, labels, files), seed)
    return Dataset("steel-synthetic", TITLE, tuple(kinds), *splits, source, synthetic=True)
