"""``python -m cnnviz``: train, evaluate and predict from a shell."""

import argparse
import sys
from typing import NoReturn

from cnnviz.networks.presets import ARCHITECTURES
from cnnviz.utils.errors import InputError

BAD_INPUT, INTERRUPTED = 2, 130

DESCRIPTION = """\
Train convolutional networks, judge them, and ask them, from a shell.
Results go to standard output, one JSON object a line; progress goes to standard error."""
EXAMPLES = """\
examples:
  python -m cnnviz train --dataset digits --architecture lecture-mnist --out first-run
  python -m cnnviz train --dataset NEU-DET.zip --architecture fast-neu --epochs 12 \\
      --augmentation steel --schedule one-cycle --learning-rate 0.004 --out steel-run
  python -m cnnviz evaluate first-run --data digits
  python -m cnnviz predict first-run seven.png three.jpg

A MODEL is a run's folder, a .keras file that cnnviz wrote, or the name of a shipped model.
DATA is mnist, neu, digits, steel-synthetic, or the path of a folder or zip of images, one folder
a class. `python -m cnnviz COMMAND --help` tells more.

exit status: 0 done, 1 the training failed, 2 bad arguments or input, 130 stopped by Ctrl-C"""
TRAIN = """\
Train a network and write a run's folder: config.json, state.json, events.jsonl, epochs/,
model.keras, evaluation.json. Prints one JSON line with the accuracy on the test images.
Ctrl-C stops between two steps and keeps the model as it is then."""
EVALUATE = """\
Judge a model on labelled images. Prints one JSON line: n, loss, accuracy, classes, confusion
(a row a true class, a column a predicted one), and which images they were ("split").

Which images: those meant for testing, where the data set has a name or declares its splits, or
is the very data that the run was trained on; else all of them. Where the model has learned the
images that it is judged on, a sentence says so. Classes are matched by name."""
PREDICT = """\
Ask a model what is in images. Prints one JSON line an image: file, label, probability, and
probabilities by class. A picture is cut to the network's proportions and scaled; where the network
reads 28 x 28 digits, its ink is found, dark on light or light on dark, and centred as MNIST's is,
unless it is 28 x 28 and light on black already."""
MODEL = "run folder, .keras file or name of a shipped model"


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the whole usage."""

    def error(self, message: str) -> NoReturn:
        """Leave with status 2."""
        self.exit(BAD_INPUT, f"{self.prog}: {message}; {self.prog} --help explains\n")


def main(arguments: list[str] | None = None) -> int:
    """Do what the arguments say; return the exit status."""
    parsed = _parser().parse_args(arguments)
    from cnnviz.cli import commands  # brings NumPy along, which --help need not wait for

    try:
        status: int = getattr(commands, parsed.command)(parsed)
    except InputError as error:
        print(f"cnnviz: {error}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _parser() -> Parser:
    plain = argparse.RawDescriptionHelpFormatter
    parser = Parser("cnnviz", description=DESCRIPTION, epilog=EXAMPLES, formatter_class=plain)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, summary: str, description: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name, help=summary, description=description, formatter_class=plain
        )

    _add_train(command("train", "train a network", TRAIN))
    judge = command("evaluate", "judge a model on labelled images", EVALUATE)
    ask = command("predict", "ask a model what is in images", PREDICT)
    for reads_model in (judge, ask):
        reads_model.add_argument("model", metavar="MODEL", help=MODEL)
    judge.add_argument("--data", required=True, metavar="DATA", help="name or path of a data set")
    judge.add_argument(
        "--split", choices=("test", "validation", "train", "all"), help="judge these images instead"
    )
    ask.add_argument("images", metavar="IMAGE", nargs="+", help="PNG, JPEG, WebP, BMP, TIFF, GIF")
    return parser


def _add_train(parser: argparse.ArgumentParser) -> None:
    """What is not given stays as ``RunConfig`` has it."""
    parser.set_defaults(**dict.fromkeys(("epochs", "batch_size", "learning_rate", "seed")))
    add = parser.add_argument
    add("--dataset", required=True, metavar="DATA", help="name or path of a data set")
    add("--architecture", required=True, metavar="NAME", help=", ".join(ARCHITECTURES))
    add("--epochs", type=int, metavar="N", help="passes over the images (default 10)")
    add("--batch-size", type=int, metavar="B", help="images a step (default 50)")
    add("--learning-rate", type=float, metavar="R", help="of Adam (default 0.001)")
    add("--schedule", metavar="NAME", help="constant (default), one-cycle or warm-restart")
    add("--augmentation", metavar="NAME", help="none (default), nudge, digits, hands or steel")
    add(
        "--size",
        dest="image_size",
        type=int,
        metavar="PIXELS",
        help="of the images' longer side (default: their own, at most 200)",
    )
    add(
        "--held-out",
        metavar="WHICH",
        help="images not learned: own (default), test, none, or a fold as 2/5",
    )
    add("--seed", type=int, metavar="S", help="of all random numbers (default 0)")
    add(
        "--out", metavar="RUN_DIR", help="a new or empty folder (default: one among the app's runs)"
    )


if __name__ == "__main__":
    sys.exit(main())
