"""All lessons in the order of the course."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from cnnviz.course.lesson import Lesson
from cnnviz.course.lessons import (
    activations,
    backward,
    blurs,
    by_hand,
    by_hand_padded,
    channels,
    confusion,
    connections,
    descent,
    fields,
    filters,
    generalisation,
    layers,
    losses,
    matrices,
    networks,
    outputs,
    pictures,
    pooling,
    projects,
    regularisation,
    shifts,
    sides,
    steel,
)
from cnnviz.utils import language
from cnnviz.utils.language import _


@dataclass(frozen=True)
class Chapter:
    """Lessons on one subject, which can be taken without those of other chapters."""

    title: str
    lessons: tuple[Lesson, ...]


def chapters() -> tuple[Chapter, ...]:
    """Return the course in the language in use."""
    return _chapters(language.current())


def lessons() -> tuple[Lesson, ...]:
    """Return all lessons, in order."""
    return tuple(lesson for chapter in chapters() for lesson in chapter.lessons)


def find(key: str) -> Lesson | None:
    """Return the lesson with this key; None where there is none."""
    return next((lesson for lesson in lessons() if lesson.key == key), None)


@cache
def _chapters(code: str) -> tuple[Chapter, ...]:
    """Build the lessons; their texts are translated while they are built."""
    del code  # the cache's key: ``_`` reads the language itself
    contents: tuple[tuple[str, tuple[Callable[[], Lesson], ...]], ...] = (
        (_("Pictures"), (pictures.pixels, pictures.colour)),
        (
            _("Convolution by hand"),
            (
                by_hand.one_dimension,
                by_hand.two_dimensions,
                by_hand.diagonal,
                by_hand_padded.sharpen_padded,
                filters.flipped,
            ),
        ),
        (
            _("Filters"),
            (
                filters.edges,
                blurs.blur,
                filters.sharpen,
                blurs.gaussian_width,
                matrices.matrix_form,
            ),
        ),
        (
            _("Layers"),
            (
                layers.stride,
                layers.padding,
                sides.asymmetric_padding,
                channels.depth,
                activations.relu,
                pooling.kinds,
                shifts.small_shifts,
                pooling.global_pooling,
                channels.against_dense,
            ),
        ),
        (
            _("Networks"),
            (
                fields.receptive_field,
                outputs.flatten_and_dense,
                outputs.softmax,
                networks.layer_block,
                networks.stacked_features,
                regularisation.batch_norm,
                regularisation.dropout,
                connections.residual,
                connections.transposed,
            ),
        ),
        (
            _("Learning"),
            (
                losses.loss,
                backward.forward_backward,
                descent.optimiser,
                descent.kernel_learning,
                generalisation.overfitting,
                generalisation.augmentation,
                confusion.confusion_matrix,
            ),
        ),
        (_("Real pictures"), (projects.mnist, projects.clothing, steel.steel)),
    )
    return tuple(Chapter(title, tuple(make() for make in makers)) for title, makers in contents)
