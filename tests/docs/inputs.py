"""The files that the documentation's commands name: small, but of the kind that they say."""

import shutil
import zipfile
from pathlib import Path

import numpy as np

from cnnviz import images
from cnnviz.data import digits
from cnnviz.data.dataset import silent
from cnnviz.images import textures
from cnnviz.utils import paths
from tests import small_data

EACH = 6  # pictures of each kind of steel
TRAINING, TEST = 600, 100  # digits in a file of MNIST's form
SHEET = 2  # tiles in each direction of a large sheet
COPIED = ("deploy", "Makefile", "requirements.txt", "requirements.lock")
SKIPPED = shutil.ignore_patterns("tls", ".env")


def make_data(folder: Path) -> None:
    """Fill the folder that CNNVIZ_DATA names: digits in MNIST's form and steel in NEU's."""
    folder.mkdir()
    known = digits.load(0, silent).train
    pixels = known.images[: TRAINING + TEST, ..., 0]
    labels = np.asarray(known.labels[: TRAINING + TEST], np.uint8)
    np.savez(
        folder / "mnist.npz",
        x_train=pixels[:TRAINING],
        y_train=labels[:TRAINING],
        x_test=pixels[TRAINING:],
        y_test=labels[TRAINING:],
    )
    with zipfile.ZipFile(folder / "NEU-DET.zip", "w") as archive:
        for split in ("train", "validation"):
            for kind in textures.KINDS:
                for number in range(EACH):
                    name = f"{kind.replace(' ', '_')}_{number + EACH * (split != 'train')}.png"
                    drawn = textures.draw(kind, number + 100 * (split != "train"))
                    path = f"NEU-DET/{split}/images/{kind.replace(' ', '_')}/{name}"
                    archive.writestr(path, images.png_bytes(drawn))


def make_inputs(folder: Path, data: Path) -> None:
    """Fill a page's folder with the files that its commands name."""
    folder.mkdir(parents=True)
    for name in COPIED:
        source = paths.ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=SKIPPED)
        else:
            shutil.copy(source, folder)
    shutil.copy(data / "NEU-DET.zip", folder)
    with np.load(data / "mnist.npz") as arrays:
        pictures = arrays["x_test"], arrays["y_test"]
    for name, digit in (("seven.png", 7), ("digit.png", 2), ("three.jpg", 3)):
        write = images.jpeg_bytes if name.endswith("jpg") else images.png_bytes
        pixels = pictures[0][pictures[1] == digit][0][..., np.newaxis]
        (folder / name).write_bytes(write(pixels))
    small_data.write_zip(folder / "my-images.zip")
    steel = folder / "steel-photos"
    steel.mkdir()
    kinds = list(textures.KINDS)
    for kind in kinds[:2]:
        (steel / f"{kind.split()[0]}.png").write_bytes(images.png_bytes(textures.draw(kind, 1)))
    rows = [[textures.draw(kinds[row + col], 2) for col in range(SHEET)] for row in range(SHEET)]
    sheet = np.concatenate([np.concatenate(row, axis=1) for row in rows])
    (steel / "sheet.png").write_bytes(images.png_bytes(sheet))
