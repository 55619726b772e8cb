"""Where things lie on disk: what is shipped, the user's data, and what the app writes."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "models"
ASSETS = ROOT / "assets"


def home() -> Path:
    """Folder the app writes to: ``$CNNVIZ_HOME``, else ``~/.cnnviz``."""
    return Path(os.environ.get("CNNVIZ_HOME") or Path.home() / ".cnnviz")


def runs() -> Path:
    """Folder of all training runs, one folder a run."""
    return home() / "runs"


def data() -> Path | None:
    """Folder of the user's data sets: ``$CNNVIZ_DATA``, or None where it is not set."""
    folder = os.environ.get("CNNVIZ_DATA")
    return Path(folder) if folder else None
