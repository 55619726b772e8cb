"""The command that repeats a run in a shell."""

import shlex

from cnnviz.networks import ARCHITECTURES
from cnnviz.training.config import RunConfig

OPTIONS = {
    name: f"--{name.replace('_', '-')}"
    for name in (
        "dataset",
        "architecture",
        "epochs",
        "batch_size",
        "learning_rate",
        "schedule",
        "augmentation",
        "held_out",
        "seed",
        "label_smoothing",
        "class_weights",
    )
} | {"image_size": "--size"}


def arguments(config: RunConfig) -> list[str]:
    """Write settings as arguments of the command ``train``, without ``--out``."""
    written = vars(config) | {"augmentation": config.augmentation.text}
    values = [(option, written[name]) for name, option in OPTIONS.items()]
    values += [("--optimiser", config.optimiser.kind)]
    numbers = config.optimiser.numbers.items()
    values += [(f"--{name.replace('_', '-')}", value) for name, value in numbers]
    given = ((option, str(value)) for option, value in values if value is not None)
    left_out = ["--leave-out", *config.left_out] if config.left_out else []
    skip = ["--skip-unusable"] if config.skip_unusable else []
    return ["train", *(word for pair in given for word in pair), *skip, *left_out]


def command(config: RunConfig) -> str:
    """Return the line that repeats a run; "" for a network that has no name on the command line."""
    known = ARCHITECTURES.get(config.architecture)
    if known is None or config.network != known.layers:
        return ""
    return f"python -m cnnviz {shlex.join(arguments(config))}"
