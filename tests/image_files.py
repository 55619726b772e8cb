"""Folders and zips of small pictures, made for a test."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnnviz import data
from cnnviz.utils.errors import InputError

FOLDERS = ("crazing", "inclusion", "patches", "pitted_surface", "rolled-in_scale", "scratches")


def picture(number: int, shape: tuple[int, ...] = (12, 12)) -> np.ndarray:
    """A picture that no other number has."""
    return np.random.default_rng(number).integers(0, 256, shape, np.uint8)


def encoded(pixels: np.ndarray, suffix: str = "png") -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, {"jpg": "JPEG"}.get(suffix.lower(), suffix))
    return buffer.getvalue()


def tree(names: list[str]) -> dict[str, bytes]:
    """An image for every name; those that end alike ("2/7.png") are alike."""
    return {
        name: encoded(picture(number), name.rpartition(".")[2]) for number, name in enumerate(names)
    }


def make_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def make_folder(path: Path, members: dict[str, bytes]) -> Path:
    for name, content in members.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return path


CUSTOM = tree([f"{label}/{n}.png" for label in ("dents", "good") for n in range(20)])


def refusal(path: Path) -> str:
    """The sentence with which a data set is refused."""
    with pytest.raises(InputError) as caught:
        data.load(str(path))
    return str(caught.value)
