"""Variants of a few images as the training makes them, and how many a finished model gets right."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from itertools import starmap

import numpy as np

from cnnviz.data import Split
from cnnviz.data.preview import MOST_CLASSES, Preview
from cnnviz.models import ModelInfo
from cnnviz.training.augmentation import PRESETS, Augmentation
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import caches
from cnnviz.ui.html import picture
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _

PICTURES, VARIANTS, COUNTED = 3, 8, 200
WIDEST = 640  # CSS pixels of a picture and its variants


@dataclass(frozen=True)
class VariantsRequest:
    """Which variants are wanted, and the model that classifies some; None where none fits."""

    preview: Preview
    augmentation: Augmentation
    seed: int
    model: ModelEntry | None


@dataclass(frozen=True, eq=False)
class Variants:
    """The answer to a request, as far as it is known.

    Attributes
    ----------
    request : VariantsRequest
        What was asked for.
    pictures : ndarray
        uint8 (pictures, variants, H, W, C).
    unchanged, correct : int or None
        Of ``COUNTED`` test images, how many the model classifies correctly as they are, and
        changed; None where that is not known yet.
    """

    request: VariantsRequest
    pictures: np.ndarray
    unchanged: int | None = None
    correct: int | None = None


def fits(info: ModelInfo, preview: Preview) -> bool:
    """Whether a model knows all classes of a data set, and takes images of its proportions."""
    height, width, channels = preview.input_shape
    rows, cols, model_channels = info.input_shape
    known = set(preview.classes) <= set(info.classes)
    return known and model_channels == channels and height * cols == width * rows


def shown(preview: Preview) -> Split:
    """The pictures whose variants are shown: of classes far apart."""
    classes = min(len(preview.classes), MOST_CLASSES)
    some = np.linspace(0, classes - 1, min(PICTURES, classes)).round().astype(int)
    return preview.samples.take(some)


def answers(request: VariantsRequest) -> Iterator[Variants]:
    """Draw the variants, then count what the model classifies correctly."""
    pictures = shown(request.preview).images
    drawn = caches.variants(
        pictures.repeat(VARIANTS, axis=0), request.augmentation, request.seed
    ).reshape(len(pictures), VARIANTS, *pictures.shape[1:])
    answer = Variants(request, drawn)
    yield answer
    if request.model is None:
        return
    answer = replace(answer, unchanged=_correct(request, PRESETS["none"]))
    yield answer
    yield replace(answer, correct=_correct(request, request.augmentation))


def _correct(request: VariantsRequest, augmentation: Augmentation) -> int:
    assert request.model is not None  # noqa: S101  the caller's
    info, probes = request.model.info, request.preview.probes
    try:
        modified = info.path.stat().st_mtime
    except OSError:
        raise InputError("the model {name} is no longer there", name=info.path.name) from None
    number_of = np.array([info.classes.index(name) for name in request.preview.classes])
    which = np.arange(COUNTED) % len(probes)
    images, labels = probes.images[which], number_of[probes.labels[which]]
    seed = request.seed if augmentation.amounts else 0
    return caches.count_correct(str(info.path), modified, images, labels, augmentation, seed)


def variants_html(variants: Variants) -> str:
    """Each picture as it is, large, and its variants beside it."""
    split, classes = shown(variants.request.preview), variants.request.preview.classes
    names = [classes[label] for label in split.labels]
    parts = zip(names, split.images, variants.pictures, strict=True)
    return "".join(starmap(_variants_of, parts))


def _variants_of(name: str, image: np.ndarray, changed: Iterable[np.ndarray]) -> str:
    place = "grid-column:span 2;grid-row:span 2;"
    original = picture(image, _("{name}, as it is", name=name), place)
    others = (
        picture(variant, _("{name}, variant {number}", name=name, number=number))
        for number, variant in enumerate(changed, start=1)
    )
    grid = f"display:grid;grid-template-columns:repeat(6,1fr);gap:6px;max-width:{WIDEST}px"
    caption = f"max-width:{WIDEST}px;font-size:0.8rem;opacity:0.72;margin-top:0.5rem"
    images = "".join((original, *others))
    return f'<div style="{caption}">{escape(name)}</div><div style="{grid}">{images}</div>'


def count_line(variants: Variants) -> str:
    """Say how many variants the model classifies correctly, beside the unchanged images."""
    request = variants.request
    if request.model is None:
        return _("No finished model fits these images; train one to see how many it gets right.")
    name = request.model.info.name
    if variants.correct is None:
        return _(
            "**{name}** classifies … of {all} variants of test images correctly.",
            name=name,
            all=COUNTED,
        )
    return _(
        "**{name}** classifies **{correct} of {all}** variants of test images correctly; "
        "unchanged, {unchanged}.",
        name=name,
        correct=variants.correct,
        all=COUNTED,
        unchanged=variants.unchanged,
    )
