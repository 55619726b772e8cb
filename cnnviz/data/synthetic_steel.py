"""Synthetic steel, drawn by ``cnnviz.images.textures``: for machines without the NEU images."""

import numpy as np

from cnnviz.data.dataset import Dataset, Progress, Split
from cnnviz.data.splitting import three_way
from cnnviz.images import textures

TITLE = "Synthetic steel (drawn by a program)"
PER_CLASS = 60


def load(seed: int, progress: Progress) -> Dataset:
    """Draw the data set: always the same images; the seed only decides the split."""
    kinds = list(textures.KINDS)
    labels = np.repeat(np.arange(len(kinds)), PER_CLASS)
    images = np.empty((len(labels), textures.SIDE, textures.SIDE, 1), np.uint8)
    for number, label in enumerate(labels):
        if number % 10 == 0:
            progress(number / len(labels), f"drawing texture {number + 1} of {len(labels)}")
        images[number, ..., 0] = textures.draw(kinds[label], number)
    files = tuple(f"synthetic/{kinds[label]}/{n}" for n, label in enumerate(labels))
    source = (
        f"synthetic: {len(labels)} textures drawn by cnnviz, no photographs; "
        f"split 70/15/15 by class with seed {seed}"
    )
    splits = three_way(Split(images, labels, files), seed)
    return Dataset("steel-synthetic", TITLE, tuple(kinds), *splits, source, synthetic=True)
