"""The command of a run, read again by the command line."""

import shlex

from cnnviz import __main__ as shell
from cnnviz.layers import Dense, Flatten
from cnnviz.training.augmentation import PRESETS
from cnnviz.training.command import command
from cnnviz.training.config import RunConfig
from cnnviz.training.optimisers import AdamW


def test_the_command_names_every_setting():
    config = RunConfig(
        "my data/steel.zip",
        "mlp",
        epochs=3,
        optimiser=AdamW(weight_decay=0.02),
        augmentation=PRESETS["digits"],
        skip_unusable=True,
        left_out=("a b.png",),
    )
    words = shlex.split(command(config))
    assert words[:3] == ["python", "-m", "cnnviz"]
    parsed = shell._parser().parse_args(words[3:])
    assert parsed.dataset == config.dataset
    assert parsed.left_out == list(config.left_out)
    assert (parsed.epochs, parsed.skip_unusable, parsed.weight_decay) == (3, True, 0.02)


def test_an_own_network_has_no_command():
    assert command(RunConfig(architecture="mine", layers=(Flatten(), Dense(8)))) == ""
