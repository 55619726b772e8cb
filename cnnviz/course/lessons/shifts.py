"""The lesson on small shifts of a picture."""

from cnnviz.course.lesson import CALCULATOR, Card, Lesson, Task
from cnnviz.course.lessons.links import ABOVE_TABS, SHIFT_SUMMARY, SHIFTS
from cnnviz.course.questions import Choice, Option
from cnnviz.layers.shift_invariance import AVERAGE, MAX, NONE, Shifts
from cnnviz.layers.window.patterns import INPUTS
from cnnviz.utils.language import _
from cnnviz.utils.text import percent

SEVEN = "A seven"
SEVEN_SIDE = 14


def small_shifts() -> Lesson:
    """What stays of a pooled map when the picture moves by a pixel."""
    seven = INPUTS[SEVEN](SEVEN_SIDE, SEVEN_SIDE, 0)
    shifts = Shifts(seven)
    shares = {name: shifts.effects[name].share_by_one for name in (MAX, AVERAGE, NONE)}
    link = {"l_tab": SHIFTS}
    written = {name: percent(share, 0) for name, share in shares.items()}
    first = Card(
        _(
            "This seven is made half as high and half as wide in three ways: by max pooling, by "
            "average pooling, and by a stride alone, which takes the first pixel of each window. "
            "Then the seven moves by one pixel. What a network makes of it should not change."
        ),
        CALCULATOR,
        link | {"l_shift": "0,0"},
        ("l_shifts",),
        hidden=(ABOVE_TABS, SHIFT_SUMMARY),
    )
    asked = Card(
        _("Count only outputs that are not blank, over shifts by one pixel in all directions."),
        CALCULATOR,
        link | {"l_shift": "0,0"},
        ("l_shifts",),
        Choice(
            _("Which of the three keeps the most outputs exactly as they were?"),
            (
                Option(
                    _("Max pooling"),
                    _(
                        "It keeps {share}: where the largest value stays in its window, the "
                        "output stays.",
                        share=written[MAX],
                    ),
                    right=True,
                ),
                Option(
                    _("Average pooling"),
                    _(
                        "It keeps {share}. Each of its values changes a little whenever a pixel "
                        "leaves the window.",
                        share=written[AVERAGE],
                    ),
                ),
                Option(
                    _("A stride alone"),
                    _(
                        "It keeps {share}. It looks at one pixel in four, and after the shift at "
                        "others.",
                        share=written[NONE],
                    ),
                ),
                Option(
                    _("All three keep all of them"),
                    _(
                        "A shift by one pixel is less than the window's stride, so windows see "
                        "other pixels: max pooling keeps {share}.",
                        share=written[MAX],
                    ),
                ),
            ),
        ),
        Task(_("Drag the picture by one pixel, and watch which outputs change.")),
        _(
            "Max pooling: {largest}, average pooling: {mean}, a stride alone: {stride}. Pooling "
            "makes a network less sensitive to small shifts, but not insensitive.",
            largest=written[MAX],
            mean=written[AVERAGE],
            stride=written[NONE],
        ),
        link | {"l_shift": "0,1"},
        hidden=(ABOVE_TABS, SHIFT_SUMMARY),
    )
    return Lesson(
        "small-shifts",
        _("Small shifts"),
        _("After a shift by less than the stride, pooling keeps some of its outputs, but not all."),
        (first, asked, _ask_whole_stride(), _shifts_in_use()),
    )


def _ask_whole_stride() -> Card:
    link = {"l_tab": SHIFTS, "l_enters": "The other side"}
    return Card(
        _(
            "Now what leaves at one side enters at the other, so nothing is lost. Window and "
            "stride are 2."
        ),
        CALCULATOR,
        link | {"l_shift": "0,0"},
        ("l_shifts",),
        Choice(
            _("The picture moves two pixels to the right. What do all three outputs do?"),
            (
                Option(
                    _("They move two cells to the right"),
                    _("A cell of the output stands for two pixels."),
                ),
                Option(
                    _("They move one cell to the right"),
                    _("Each window sees what its left neighbour saw before."),
                    right=True,
                ),
                Option(
                    _("They stay as they are"),
                    _(
                        "The same values are there, but at other places: a map still says where "
                        "something was found."
                    ),
                ),
                Option(
                    _("Their values change"),
                    _("That holds for one pixel. Two pixels are a whole stride."),
                ),
            ),
        ),
        Task(_("Drag the picture two pixels to the right.")),
        _(
            "That is **equivariance**: what moves in the input moves in the output. A shift that "
            "is no multiple of the stride breaks it."
        ),
        link | {"l_shift": "0,2"},
        hidden=(ABOVE_TABS,),
    )


def _shifts_in_use() -> Card:
    return Card(
        _(
            "A network with several poolings has a stride of 4, 8 or 32 pixels in all, so real "
            "networks answer differently after a small shift. Training on shifted pictures helps; "
            "that is one purpose of augmentation. Try a window of 3 with stride 1."
        ),
        CALCULATOR,
        {"l_tab": SHIFTS, "l_shift": "0,1"},
        ("l_pool", "l_pool_stride"),
        hidden=(ABOVE_TABS,),
    )
