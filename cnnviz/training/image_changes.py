"""The kinds of random changes to training images: the one table of them.

The trainer's sliders, the command line, the written script and ``docs/augmentation.md`` follow it;
``augment.py`` carries them out.
"""

from dataclasses import dataclass
from math import isfinite
from reprlib import repr as brief
from typing import Any

from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _, current
from cnnviz.utils.local_numbers import localised
from cnnviz.utils.text import percent

# A number of each unit, in words.
ANY = {
    "°": N_("this many degrees"),
    "%": N_("this share"),
    "pixels": N_("this many pixels"),
    "": N_("this many"),
}


@dataclass(frozen=True)
class Change:
    """One kind of change.

    Attributes
    ----------
    name : str
        Of its number in ``Augmentation``, on the command line and in links.
    label : str
        Of its slider.
    group : str
        Heading above its slider.
    unit : {"°", "%", "pixels", ""}
        Of its number; where it is "%", the number is a share, 0.1 for 10 %.
    most : float
        Its largest number; the least is 0, which leaves the images unchanged.
    step : float
        Of its slider.
    phrase : str
        What it does, where ``{}`` stands for its number: "rotated by up to {}".
    keeps : str
        When the class stays what it is, as one sentence.
    """

    name: str
    label: str
    group: str
    unit: str
    most: float
    step: float
    phrase: str
    keeps: str

    @property
    def general(self) -> str:
        """What it does, for any number: "rotated by up to this many degrees to either side"."""
        return _(self.phrase).format(_(ANY[self.unit]))

    def written(self, value: float) -> str:
        """Write a number with its unit: "7.5°", "10 %", "0.4 pixels"."""
        if self.unit == "%":
            return percent(value, 0 if round(100 * value, 6).is_integer() else 1)
        if self.unit == "pixels":
            return _("1 pixel") if value == 1 else _("{count:g} pixels", count=value)
        return f"{localised(f'{value:g}', current())}{self.unit}"

    def described(self, value: float) -> str:
        """Say what it does with this number: "rotated by up to 10° to either side"."""
        return _(self.phrase).format(self.written(value))

    def check(self, value: Any) -> None:
        """Refuse what is no number in its range."""
        is_number = type(value) in (int, float) and isfinite(value)
        if not is_number or not 0 <= value <= self.most:
            raise InputError(
                "{name} must be a number from 0 to {most:g}, got {value}",
                name=self.name,
                most=self.most,
                value=brief(value),
            )


CHANGES = (
    Change(
        "rotate",
        N_("Rotation"),
        N_("Geometry"),
        "°",
        180.0,
        0.5,
        N_("rotated by up to {} to either side"),
        N_(
            "Digits bear about 15°: beyond, 6 becomes 9. Surfaces without an orientation bear 180°."
        ),
    ),
    Change(
        "mirror_horizontal",
        N_("Mirror left-right"),
        N_("Geometry"),
        "%",
        1.0,
        0.05,
        "{} of the images mirrored left to right",
        N_(
            "Surfaces, animals and vehicles stay what they are; digits, letters and traffic signs "
            "do not."
        ),
    ),
    Change(
        "mirror_vertical",
        N_("Mirror top-bottom"),
        N_("Geometry"),
        "%",
        1.0,
        0.05,
        "{} of the images mirrored top to bottom",
        N_(
            "Pictures from above and of surfaces keep their class; digits and photographs of "
            "scenes "
            "do not."
        ),
    ),
    Change(
        "zoom",
        N_("Zoom"),
        N_("Geometry"),
        "%",
        0.5,
        0.01,
        N_("height and width scaled, each by up to {}"),
        N_("Keeps the class unless its size or proportions are what tells it."),
    ),
    Change(
        "shift",
        N_("Shift"),
        N_("Geometry"),
        "%",
        0.5,
        0.01,
        N_("shifted by up to {} of the side in each direction"),
        N_("Keeps the class while the object stays in the image."),
    ),
    Change(
        "crop",
        N_("Crop"),
        N_("Geometry"),
        "%",
        0.8,
        0.01,
        N_("a random part shown in full size, its sides up to {} shorter"),
        N_("Keeps the class unless a small object, such as a defect at the edge, is cut away."),
    ),
    Change(
        "shear",
        N_("Shear"),
        N_("Geometry"),
        "",
        1.0,
        0.01,
        N_("slanted by up to {} columns per row"),
        N_("Handwriting keeps its class up to about 0.3, since writers slant differently."),
    ),
    Change(
        "elastic",
        N_("Elastic deformation"),
        N_("Geometry"),
        "pixels",
        3.0,
        0.1,
        N_("displaced smoothly, with a standard deviation of {}"),
        N_(
            "Keeps the class of handwriting while strokes stay connected; rigid objects do not "
            "bend."
        ),
    ),
    Change(
        "brightness",
        N_("Brightness"),
        N_("Light"),
        "%",
        1.0,
        0.01,
        N_("made brighter or darker by up to {} of the range"),
        N_("Keeps the class while little becomes pure black or white."),
    ),
    Change(
        "contrast",
        N_("Contrast"),
        N_("Light"),
        "%",
        1.0,
        0.01,
        N_("contrast raised or lowered by up to {}"),
        N_("Keeps the class below 100 %, where an image becomes even grey."),
    ),
    Change(
        "shading",
        N_("Shading"),
        N_("Light"),
        "%",
        1.0,
        0.01,
        N_("brightness falls off linearly across the image by up to {}, in a random direction"),
        N_(
            "Keeps the class of surfaces lit from one side while the dark side still shows what is "
            "there."
        ),
    ),
    Change(
        "noise",
        N_("Noise"),
        N_("Light"),
        "%",
        0.5,
        0.01,
        N_("Gaussian noise with a standard deviation of {} of the range"),
        N_("Keeps the class while the object is visible; fine texture drowns first."),
    ),
    Change(
        "pen_thinner",
        N_("Pen thinner"),
        N_("Digits"),
        "pixels",
        1.0,
        0.05,
        N_("strokes thinner by up to {} at each edge"),
        N_("For light strokes on black. Keeps the class until a stroke breaks."),
    ),
    Change(
        "pen_thicker",
        N_("Pen thicker"),
        N_("Digits"),
        "pixels",
        1.0,
        0.05,
        N_("strokes thicker by up to {} at each edge"),
        N_("For light strokes on black. Keeps the class until a loop closes."),
    ),
    Change(
        "ink_weaker",
        N_("Ink weaker"),
        N_("Digits"),
        "%",
        1.0,
        0.01,
        N_("ink weaker by up to {}"),
        N_("For light strokes on black. Keeps the class below 100 %, where the stroke vanishes."),
    ),
    Change(
        "ink_stronger",
        N_("Ink stronger"),
        N_("Digits"),
        "%",
        2.0,
        0.01,
        N_("ink stronger by up to {}"),
        N_("For light strokes on black: soft edges become hard. Keeps the class."),
    ),
)
BY_NAME = {change.name: change for change in CHANGES}
