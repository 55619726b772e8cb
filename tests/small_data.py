"""A tiny data set of real files: dark and bright noise, learned in an epoch or two."""

import zipfile
from pathlib import Path

import numpy as np

from cnnviz import images

SIDE = 12
LEVELS = {"bright": 190, "dark": 60}


def pictures(name: str, count: int) -> list[np.ndarray]:
    """Noise around the class's level, uint8 (SIDE, SIDE, 1)."""
    rng = np.random.default_rng(LEVELS[name])
    noise = rng.normal(LEVELS[name], 25, (count, SIDE, SIDE, 1))
    return list(np.clip(noise, 0, 255).astype(np.uint8))


def write_folder(folder: Path, count: int = 40) -> Path:
    """Write ``<class>/<class>_<n>.png``, ``count`` images a class; return the folder."""
    for name in LEVELS:
        (folder / name).mkdir(parents=True)
        for number, picture in enumerate(pictures(name, count)):
            (folder / name / f"{name}_{number}.png").write_bytes(images.png_bytes(picture))
    return folder


def write_zip(path: Path, count: int = 40) -> Path:
    """Write the same as a zip; return its path."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in LEVELS:
            for number, picture in enumerate(pictures(name, count)):
                archive.writestr(f"{name}/{name}_{number}.png", images.png_bytes(picture))
    return path
