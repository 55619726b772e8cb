"""Which random changes a training makes to its images, as one frozen value, and their names.

Which changes there are is in ``image_changes.py``; ``augment.py`` carries them out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from reprlib import repr as brief
from typing import Any, Literal, get_args

from cnnviz.training.image_changes import BY_NAME, CHANGES
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_

Fill = Literal["black", "mirror"]
FILLS: tuple[Fill, ...] = get_args(Fill)
FILL_HELP = N_("""What is outside of the image after a rotation, zoom, shift, shear or deformation.
**black**: 0, the ground of digits. **mirror**: the image mirrored at its edge, for photographs.""")
MIRRORED = {"horizontal": (0.5, 0.0), "vertical": (0.0, 0.5), "both": (0.5, 0.5)}
RENAMED = {"hands": "digits-elastic"}  # presets as older run folders name them


@dataclass(frozen=True)
class Augmentation:
    """Random changes to training images, drawn anew for every image in every epoch.

    Attributes
    ----------
    rotate, mirror_horizontal, mirror_vertical, zoom, shift, crop, shear, elastic : float
    brightness, contrast, shading, noise : float
    pen_thinner, pen_thicker, ink_weaker, ink_stronger : float
        How strong each change is; see ``CHANGES``. 0 leaves the images as they are.
    fill : {"black", "mirror"}
        What is outside of the image: 0, or the image mirrored at its edge.

    Raises
    ------
    InputError
        If a number is out of range, or the fill is another.
    """

    rotate: float = 0.0
    mirror_horizontal: float = 0.0
    mirror_vertical: float = 0.0
    zoom: float = 0.0
    shift: float = 0.0
    crop: float = 0.0
    shear: float = 0.0
    elastic: float = 0.0
    brightness: float = 0.0
    contrast: float = 0.0
    shading: float = 0.0
    noise: float = 0.0
    pen_thinner: float = 0.0
    pen_thicker: float = 0.0
    ink_weaker: float = 0.0
    ink_stronger: float = 0.0
    fill: Fill = "black"

    def __post_init__(self) -> None:
        for change in CHANGES:
            change.check(getattr(self, change.name))
        if not isinstance(self.fill, str) or self.fill not in FILLS:
            raise InputError(
                "fill must be one of {fills}, got {value}",
                fills=", ".join(FILLS),
                value=brief(self.fill),
            )

    @property
    def amounts(self) -> dict[str, float]:
        """The numbers above 0, by the changes' names."""
        return {name: value for name in BY_NAME if (value := getattr(self, name))}

    @property
    def preset(self) -> str | None:
        """The name of the preset that equals it; None where there is none."""
        return next((name for name, preset in PRESETS.items() if preset == self), None)

    @property
    def text(self) -> str:
        """As ``parse`` reads it: a preset's name, or "rotate=10,mirror=horizontal,zoom=0.1"."""
        if self.preset:
            return self.preset
        parts = {name: _plain(value) for name, value in self.amounts.items()}
        for word, shares in MIRRORED.items():
            if shares == (self.mirror_horizontal, self.mirror_vertical):
                parts = {"mirror": word} | parts
                parts.pop("mirror_horizontal", None)
                parts.pop("mirror_vertical", None)
        if self.fill != FILLS[0]:
            parts["fill"] = self.fill
        return ",".join(f"{name}={written}" for name, written in parts.items())

    @property
    def phrases(self) -> list[str]:
        """What it does, one phrase per change: "rotated by up to 10° to either side"."""
        return [BY_NAME[name].described(value) for name, value in self.amounts.items()]

    def to_json(self) -> str | dict[str, float | str]:
        """Return a preset's name, or the numbers above 0 and the fill, as JSON values."""
        numbers: dict[str, float | str] = dict(self.amounts)
        numbers["fill"] = self.fill
        return self.preset or numbers


PRESETS = {
    "none": Augmentation(),
    # As if the same person wrote again: variation that a training of few epochs can still learn.
    "nudge": Augmentation(rotate=7.5, zoom=0.08, shear=0.1, shift=0.05),
    # As if another person wrote.
    "digits": Augmentation(
        rotate=12.0, zoom=0.15, shear=0.2, shift=0.1, pen_thinner=0.5, pen_thicker=0.75
    ),
    "digits-elastic": Augmentation(
        rotate=12.0,
        zoom=0.15,
        shear=0.2,
        shift=0.1,
        pen_thinner=0.5,
        pen_thicker=0.75,
        elastic=0.4,
        ink_weaker=0.2,
        ink_stronger=0.4,
    ),
    # Steel has no orientation, and lamps differ. Nothing is cropped: a defect may lie at the edge,
    # and a crop would lose it but keep its label.
    "steel": Augmentation(
        mirror_horizontal=0.5, mirror_vertical=0.5, brightness=0.25, contrast=0.3, fill="mirror"
    ),
    # Strips are lit from one side: the shade of a strip must not tell its class.
    "steel-shaded": Augmentation(
        mirror_horizontal=0.5,
        mirror_vertical=0.5,
        brightness=0.25,
        contrast=0.3,
        shading=0.5,
        fill="mirror",
    ),
}


def from_json(value: Any) -> Augmentation:
    """Read what ``Augmentation.to_json`` returned, or a text as ``parse`` reads it.

    Raises
    ------
    InputError
        If a name is unknown or a number is out of range.
    """
    if isinstance(value, str):
        return parse(value)
    if not isinstance(value, dict):
        raise InputError(
            "augmentation must be a preset's name or an object of numbers, got {value}",
            value=brief(value),
        )
    return _of(value)


def parse(text: str) -> Augmentation:
    """Read a preset's name, or changes such as "rotate=10,mirror=horizontal,zoom=0.1".

    Raises
    ------
    InputError
        If a name is unknown, a number is out of range, or a change is given twice.
    """
    text = text.strip()
    if "=" not in text:
        name = RENAMED.get(text, text)
        if name not in PRESETS:
            raise InputError(
                "augmentation must be one of {presets}, or changes such as "
                "rotate=10,mirror=horizontal, got {value}",
                presets=", ".join(PRESETS),
                value=brief(text),
            )
        return PRESETS[name]
    values: dict[str, Any] = {}
    for part in text.split(","):
        for name, value in _part(part).items():
            if name in values:
                raise InputError(
                    "augmentation must name {name} once, got {value}",
                    name=name,
                    value=brief(text),
                )
            values[name] = value
    return _of(values)


def _part(text: str) -> dict[str, Any]:
    """Read one change, "zoom=0.1"; "mirror=both" is two."""
    name, _, written = (part.strip() for part in text.partition("="))
    name = name.replace("-", "_")
    if name == "fill":
        return {name: written}
    if name == "mirror":
        if written not in MIRRORED:
            raise InputError(
                "mirror must be one of {mirrors}, got {value}",
                mirrors=", ".join(MIRRORED),
                value=brief(written),
            )
        horizontal, vertical = MIRRORED[written]
        shares = {"mirror_horizontal": horizontal, "mirror_vertical": vertical}
        return {key: share for key, share in shares.items() if share}
    try:
        return {name: float(written)}
    except ValueError:
        return {name: written}  # refused with the change's rule


def _of(values: Mapping[str, Any]) -> Augmentation:
    known = [field.name for field in fields(Augmentation)]
    unknown = [name for name in values if name not in known]
    if unknown:
        raise InputError(
            "augmentation has no change {change}; it has {changes}",
            change=brief(unknown[0]),
            changes=", ".join(known),
        )
    return Augmentation(**values)


def _plain(value: float) -> str:
    """Write a number exactly and short: "10", "0.1"."""
    return repr(float(value)).removesuffix(".0")
