"""Lessons on what a picture is: pixels as numbers, grey and colour."""

import numpy as np

from cnnviz import images
from cnnviz.course.lesson import PLAYGROUND, Card, Lesson, Task
from cnnviz.course.lessons.links import of_numbers
from cnnviz.course.questions import Cell, CellSlip, Choice, Number, Option, Slip
from cnnviz.images.gallery import load
from cnnviz.utils.language import _
from cnnviz.utils.number_text import read_numbers
from cnnviz.utils.text import grouped, number, percent, times

DIGIT = (
    "0 0 0 102 0 0 / 0 0 153 255 0 0 / 0 102 0 255 0 0 / "
    "0 0 0 255 0 0 / 0 0 0 255 0 0 / 0 0 204 255 204 0"
)
ROW, COL = 1, 2  # from 0
WHITE = 255
PHOTOGRAPH, GREY_PHOTOGRAPH = "Temple", "Cameraman"
ALL_PIXELS = {"k_border": "zero"}  # the output is then as large as the picture
PURE = {"red": (1, 0, 0), "green": (0, 1, 0), "blue": (0, 0, 1)}


def pixels() -> Lesson:
    """A grey picture is a table of numbers."""
    return Lesson(
        "pixels",
        _("Pixels are numbers"),
        _("A grey picture is a table of numbers, and a program sees nothing else."),
        (_a_table(), _a_place(), _a_unit(), _a_photograph()),
    )


def _a_table() -> Card:
    rows, cols = read_numbers(DIGIT).shape
    return Card(
        _(
            "This small picture shows the digit 1. It has {rows} rows and {cols} columns of "
            "**pixels**, and each pixel is one number: its brightness, from 0 for black to "
            "{white} for white. Point at a pixel to read its number.",
            rows=rows,
            cols=cols,
            white=WHITE,
        ),
        PLAYGROUND,
        of_numbers(DIGIT, "Identity") | ALL_PIXELS,
        ("k_bench",),
    )


def _a_place() -> Card:
    cells = read_numbers(DIGIT)
    link = of_numbers(DIGIT, "Identity") | ALL_PIXELS
    grid = tuple(tuple("" for _cell in row) for row in cells)
    question = Cell(
        _("Which pixel is `image[{row}, {col}]`?", row=ROW, col=COL),
        grid,
        ((ROW, COL),),
        _(
            "The row comes first, then the column, and both count from 0. Its value is {value}.",
            value=number(cells[ROW, COL]),
        ),
        (
            CellSlip(
                ((COL, ROW),),
                _("Column and row are exchanged: as in a matrix, the row comes first."),
            ),
            CellSlip(
                ((ROW - 1, COL - 1),),
                _("This counts from 1; Python's first row and first column have the number 0."),
            ),
            CellSlip(((COL - 1, ROW - 1),), _("The row comes first, and both count from 0.")),
        ),
        _("The first number tells the row, from the top, and the second the column, both from 0."),
    )
    return Card(
        _(
            "A program finds a pixel by its row and its column. Python writes `image[row, column]` "
            "and counts both from 0. This page counts from 1, as people do."
        ),
        PLAYGROUND,
        link,
        ("k_bench",),
        question,
        Task(_("Click that pixel in the picture, and read its row, column and value.")),
        _(
            "The page names it row {row}, column {col}. Rows count downwards: row 1 is at the top.",
            row=ROW + 1,
            col=COL + 1,
        ),
        link | {"k_pin": f"{ROW + 1},{COL + 1}"},
    )


def _a_unit() -> Card:
    value = float(read_numbers(DIGIT)[ROW, COL])
    link = of_numbers(DIGIT, "Identity") | ALL_PIXELS | {"k_pin": f"{ROW + 1},{COL + 1}"}
    return Card(
        _(
            "Files store whole numbers from 0 to {white}. Networks get the same picture divided "
            "by {white}, so that all inputs lie between 0 and 1.",
            white=WHITE,
        ),
        PLAYGROUND,
        link,
        ("k_unit",),
        Number(
            _("What becomes of the value {value} then?", value=number(value)),
            value / WHITE,
            _("{value} ÷ {white}.", value=number(value), white=WHITE),
            (
                Slip(
                    value / 100,
                    _("This divides by 100, as for percent; white is {white}.", white=WHITE),
                ),
                Slip(value, _("That is the value in the file; white itself has to become 1.")),
                Slip(
                    1 - value / WHITE,
                    _("That is the distance from white: black is 0 and stays 0."),
                ),
            ),
            _("White, {white}, becomes 1. What share of it is this pixel?", white=WHITE),
            tolerance=0.004,
        ),
        Task(_("Change Values to 0 to 1."), {"k_unit": "0 to 1"}),
        _("The picture looks the same; only the unit of its numbers is another one."),
        link | {"k_unit": "0 to 1"},
    )


def _a_photograph() -> Card:
    height, width, _channels = load(GREY_PHOTOGRAPH).shape
    return Card(
        _(
            "A photograph is the same with more numbers: {size} pixels here, {count} numbers. "
            "A network receives this table and nothing else, so everything that it finds has to "
            "be computed from neighbouring numbers. Click the edge of the coat, and compare the "
            "numbers on both sides.",
            size=times((height, width)),
            count=grouped(height * width),
        ),
        PLAYGROUND,
        {"k_picture": GREY_PHOTOGRAPH, "k_kernel": "Identity", "k_unit": f"0 to {WHITE}"},
        ("k_bench",),
    )


def colour() -> Lesson:
    """Three numbers per pixel; grey is their weighted sum."""
    return Lesson(
        "colour",
        _("Grey and colour"),
        _("A colour picture has three numbers per pixel; grey is their weighted sum."),
        (*_channels(), _brightest(), _colour_in_use()),
    )


def _channels() -> tuple[Card, Card]:
    height, width, channels = load(PHOTOGRAPH).shape
    pixels = height * width
    link = {"k_picture": PHOTOGRAPH, "k_kernel": "Identity", "k_colour": "Each channel"}
    first = Card(
        _(
            "A pixel in colour has {channels} numbers: how much red, green and blue light it "
            "gives. Each colour alone is a grey picture, called a **channel**. Click a pixel to "
            "see its numbers.",
            channels=channels,
        ),
        PLAYGROUND,
        link,
        ("k_colour", "k_bench"),
    )
    question = Number(
        _("How many numbers is the whole picture?"),
        pixels * channels,
        _(
            "{height} × {width} pixels with {channels} numbers each.",
            height=height,
            width=width,
            channels=channels,
        ),
        (
            Slip(pixels, _("Those are the pixels; each of them has several numbers.")),
            Slip(
                pixels + channels,
                _("The channels multiply: each of them is a whole table, not one number more."),
            ),
            Slip(height + width + channels, _("The three sizes are multiplied, not added.")),
        ),
        _("Count the pixels first, then the numbers of each."),
    )
    asked = Card(
        _(
            "The picture of the temple has {height} rows and {width} columns.",
            height=height,
            width=width,
        ),
        PLAYGROUND,
        link,
        ("k_colour",),
        question,
        Task(
            _("Set Colour to Grey, and click a pixel: how many numbers has it now?"),
            {"k_colour": "Grey"},
        ),
        _(
            "In grey there remain {pixels} numbers. The shape of the colour picture is written "
            "{shape}: height, width, channels.",
            pixels=grouped(pixels),
            shape=times((height, width, channels)),
        ),
        link | {"k_colour": "Grey"},
    )
    return first, asked


def weights() -> dict[str, float]:
    """Return the share of each colour in the grey value."""
    return {
        name: float(images.to_grey(np.array([[light]], np.float32))[0, 0, 0])
        for name, light in PURE.items()
    }


def _brightest() -> Card:
    share = {name: percent(each, 0) for name, each in weights().items()}
    link = {"k_picture": PHOTOGRAPH, "k_kernel": "Identity", "k_colour": "Each channel"}
    question = Choice(
        _("Which pure colour becomes the brightest grey?"),
        (
            Option(
                _("Red"),
                _("It catches attention, but counts only {share}.", share=share["red"]),
            ),
            Option(_("Green"), _("It counts {share}.", share=share["green"]), right=True),
            Option(_("Blue"), _("It counts least, {share}.", share=share["blue"])),
            Option(
                _("All three become the same grey"),
                _("So it would be with the plain mean; the eye sees the three differently well."),
            ),
        ),
    )
    return Card(
        _(
            "Grey is one number in place of three: a sum in which each channel has a **weight**. "
            "The weights follow the eye, and together they are 1."
        ),
        PLAYGROUND,
        link,
        ("k_colour",),
        question,
        Task(_("Set Colour to Grey, and look at the red parts."), {"k_colour": "Grey"}),
        _(
            "Grey = {red} of red + {green} of green + {blue} of blue.",
            red=share["red"],
            green=share["green"],
            blue=share["blue"],
        ),
        link | {"k_colour": "Grey"},
    )


def _colour_in_use() -> Card:
    return Card(
        _(
            "A picture enters a network as height × width × channels. Filters of the first layer "
            "have one kernel per channel and add the results to one map. Choose Grey to see what "
            "a network without colour has to manage with."
        ),
        PLAYGROUND,
        {"k_picture": PHOTOGRAPH, "k_kernel": "Sobel x", "k_colour": "Summed"},
        ("k_colour",),
    )
