"""``cnnviz`` or ``python -m cnnviz``: start the app, or train, evaluate and predict in a shell."""

import argparse
import sys
from typing import NoReturn

from cnnviz.training.image_changes import CHANGES
from cnnviz.training.optimisers import KINDS, NUMBERS, USUAL_RATES
from cnnviz.utils import version
from cnnviz.utils.errors import InputError

BAD_INPUT, INTERRUPTED = 2, 130
HOST, PORT = "localhost", 8501
COMMANDS = {"data": "describe_data"}  # functions of ``commands`` with another name

DESCRIPTION = """\
Start the laboratory in a browser, or train, evaluate and use convolutional networks from a shell.
Results go to standard output, one JSON object per line; progress goes to standard error."""
EXAMPLES = """\
examples:
  cnnviz run --port 8501
  cnnviz train --dataset digits --architecture lecture-mnist --out first-run
  cnnviz train --dataset NEU-DET.zip --architecture fast-neu --epochs 12 \\
      --augmentation steel --schedule one-cycle --learning-rate 0.004 --out steel-run
  cnnviz evaluate first-run --data digits
  cnnviz predict first-run seven.png three.jpg
  cnnviz predict neu steel-photos/ --out table.csv --maps maps
  cnnviz data my-images.zip
  cnnviz export first-run --to onnx
  cnnviz compare first-run second-run
  cnnviz keys keys
  cnnviz scheduler --host 10.0.0.5 --keys keys
  cnnviz worker --scheduler tls://10.0.0.5:8786 --keys keys --inference 1 --training 1

MODEL is a run's folder, a .keras file written by cnnviz, or the name of a shipped model.
DATA is mnist, mnist-drawn, fashion-mnist, neu, digits, steel-synthetic, or the path of a folder or
zip of images with one subfolder per class, of images with a table of labels, or of arrays.
`cnnviz COMMAND --help` describes a command; `python -m cnnviz` is the same.

exit status: 0 done, 1 the training failed, 2 bad arguments or input, 130 stopped by Ctrl-C"""
RUN = """\
Start the app at http://HOST:PORT. HOST 0.0.0.0 makes it reachable from other machines, and tells
its visitors apart, unless CNNVIZ_CLASS=0."""
TRAIN = """\
Train a network and write a run's folder: config.json, state.json, events.jsonl, epochs/,
model.keras, evaluation.json. Prints one JSON line with the accuracy on the test images.
Ctrl-C stops between two steps and keeps the model trained so far."""
AUGMENTATION = """\
--augmentation takes the name of a preset, or changes with their numbers, separated by commas.
Each is drawn anew for every image in every epoch. mirror=horizontal, vertical or both mirrors half
of the images; fill=black or mirror says what is outside of an image that was moved. Numbers:
"""
EVALUATE = """\
Evaluate a model on labelled images. Prints one JSON line: n, loss, accuracy, classes, confusion
(one row per true class, one column per predicted class), and which images were used ("split").

Which images: the test split, where the data set has a name or declares its splits, or is the data
that the run was trained on; otherwise all images. A warning says where the model was trained on
the images it is evaluated on. Classes are matched by name."""
PREDICT = """\
Classify images, and folders and zips of images. Prints one JSON line per image: file, label,
probability, doubt (a sentence on why the label may be wrong, or null), and probabilities by class;
of an image that is refused, file and error. The others are classified nevertheless, and the exit
status is 2 then. --out writes the same as a table, with the known class where folders or a table of
labels give it, and whether the label is accepted: its probability reaches the threshold, and the
image is not unlike the training data.

An image is cropped to the network's aspect ratio and resized. Where the network takes 28 x 28
digits, the ink is found, dark on light or light on dark, and centred as in MNIST, unless the image
is 28 x 28 and light on black already. A network for steel knows crops of 200 x 200 pixels; larger
sheets are examined in overlapping tiles of that size ("tiles", the worst first), and their
probabilities are the mean."""
DATA = """\
Print as one JSON line what would be learned from a data set: classes, shape, counts per split and
class ("images"), files that are left out and why ("left_out"), how it was read ("notes"), and
what is remarkable ("findings"). Where nothing can be learned from it, the exit status is 2 and
one sentence on standard error says why."""
EXPORT = """\
Write a run in the format of another program, and print its path as one JSON line. An existing file
or folder is never overwritten.

  keras        the model for Keras, 3.8 or later
  onnx         the model for ONNX Runtime, OpenCV and others
  csv          a folder: history.csv, one row per epoch, and predictions.csv, one per test image
  tensorboard  a folder of logs: tensorboard --logdir FOLDER
  script       a folder: the same training in plain Keras, and the images it reads
  notebook     the same as a Jupyter notebook

RUN is a run's folder or the name of one of the app's runs; for keras and onnx, a MODEL, too."""
COMPARE = """\
Compare runs: one JSON line per setting (runs that differ in the seed only count as one), with the
settings that differ, the accuracy with its 95 % interval or the range of the seeds, loss,
calibration error, size and time; and one line with the outcome in a sentence. No difference is
claimed that seeds or test images explain."""
HASH = """\
Ask for a password and print the line that makes a teacher's role: CNNVIZ_TEACHER=... for the
environment of the server. The password itself is kept nowhere. It may come from standard input."""
BACKUP = """\
Write a copy of CNNVIZ_HOME, a .tar.gz: runs, uploads, models, inspections, the class. Servers may
run meanwhile. Prints its path and size as one JSON line."""
RESTORE = """\
Bring a copy back into CNNVIZ_HOME, which must have no runs. No server may run meanwhile; the next
one resumes what trained when the copy was made."""
SCHEDULER = """\
Host the scheduler of a cluster, until SIGTERM or Ctrl-C. Servers that have its address in
CNNVIZ_SCHEDULER queue their trainings here, instead of starting workers of their own. It runs
whatever it is sent: beyond this machine it needs a key, which all of the cluster share; see
`cnnviz keys`."""
WORKER = """\
Host workers of a scheduler, until SIGTERM or Ctrl-C; trainings then save, and continue on another
worker. CNNVIZ_HOME, and what CNNVIZ_DATA names, must be seen under the same path by all servers and
workers of a cluster. A training slot computes with one core, or with a GPU where there is one."""
KEYS = """\
Make the key of a cluster, valid for ten years: key.pem and certificate.pem, to be copied to all of
its machines. Whoever has the key may run anything on all of them."""
FORMATS = ("keras", "onnx", "csv", "tensorboard", "notebook", "script")
SIZE = "of the images' longer side (default: their own, at most 200)"
SEED = "of all random numbers (default 0)"
SKIP = "leave out images that cannot be read, lie in no class folder, or are of a class of 1 or 2"
MODEL = "run folder, .keras file or name of a shipped model"


class Parser(argparse.ArgumentParser):
    """Reports an error in one sentence, without the whole usage."""

    def error(self, message: str) -> NoReturn:
        """Print the error and exit with status 2."""
        self.exit(BAD_INPUT, f"{self.prog}: {message}; see {self.prog} --help\n")


def main(arguments: list[str] | None = None) -> int:
    """Run the command in ``arguments``, by default the process's; return the exit status."""
    parsed = _parser().parse_args(arguments)
    from cnnviz.cli import commands  # brings NumPy along, which --help need not wait for

    try:
        name = COMMANDS.get(parsed.command, parsed.command.replace("-", "_"))
        status: int = getattr(commands, name)(parsed)
    except InputError as error:
        print(f"cnnviz: {error}{_way_out(error)}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _way_out(error: InputError) -> str:
    """Name the option that mends a data set, if there is one."""
    from cnnviz.data import TooLargeError, UnusableFilesError

    if isinstance(error, UnusableFilesError):
        return " (--skip-unusable)"
    return f" (--size {error.size})" if isinstance(error, TooLargeError) and error.size else ""


def _parser() -> Parser:
    plain = argparse.RawDescriptionHelpFormatter
    parser = Parser("cnnviz", description=DESCRIPTION, epilog=EXAMPLES, formatter_class=plain)
    parser.add_argument("--version", action="version", version=f"cnnviz {version.installed()}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, summary: str, description: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name, help=summary, description=description, formatter_class=plain
        )

    run = command("run", "start the app", RUN)
    run.add_argument("--host", default=HOST, help=f"address to listen on (default {HOST})")
    run.add_argument("--port", type=int, default=PORT, help=f"port to listen on (default {PORT})")
    _add_train(command("train", "train a network", f"{TRAIN}\n\n{AUGMENTATION}{_changes()}"))
    _add_evaluate(command("evaluate", "evaluate a model on labelled images", EVALUATE))
    _add_predict(command("predict", "classify images", PREDICT))
    _add_data(command("data", "describe a data set", DATA))
    _add_export(command("export", "write a run in the format of another program", EXPORT))
    compare = command("compare", "compare the figures of runs", COMPARE)
    compare.add_argument("runs", metavar="RUN", nargs="+", help="a run's folder or name")
    command("hash-password", "hash a teacher's password for CNNVIZ_TEACHER", HASH)
    _add_backup(command("backup", "write a copy of all runs and uploads", BACKUP))
    back = command("restore", "bring a copy back", RESTORE)
    back.add_argument("file", metavar="COPY.tar.gz", help="a copy that backup wrote")
    _add_cluster(
        command("scheduler", "host the scheduler of a cluster", SCHEDULER),
        command("worker", "host workers of a cluster", WORKER),
        command("keys", "make the key of a cluster", KEYS),
    )
    return parser


MAPS = """write pictures there: of each image what its label rests on (Grad-CAM), of each sheet the
class of each tile, too"""


def _add_cluster(*parsers: argparse.ArgumentParser) -> None:
    """Add what the processes of a cluster need to know, to scheduler, worker and keys."""
    scheduler, worker, keys = parsers
    add = scheduler.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    add("--port", type=int, default=8786, help="port to listen on (default 8786)")
    add = worker.add_argument
    add("--scheduler", required=True, metavar="ADDRESS", help="such as tcp://127.0.0.1:8786")
    add("--inference", type=int, default=1, metavar="N", help="workers for pages (default 1)")
    add("--training", type=int, default=1, metavar="N", help="training slots (default 1)")
    add("--host", help="address that others reach these workers at (default: found out)")
    for parser in (scheduler, worker):
        parser.add_argument(
            "--keys", metavar="DIR", help="folder of the cluster's key (default: $CNNVIZ_KEYS)"
        )
    keys.add_argument("folder", metavar="DIR", help="folder to write to")


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    """Add what is evaluated, and on which images."""
    add = parser.add_argument
    add("model", metavar="MODEL", help=MODEL)
    add("--data", required=True, metavar="DATA", help="name or path of a data set")
    splits = ("test", "validation", "train", "all")
    add("--split", choices=splits, help="evaluate on these images")


def _add_export(parser: argparse.ArgumentParser) -> None:
    """Add what is written, and where."""
    add = parser.add_argument
    add("run", metavar="RUN", help="a run's folder or name")
    add("--to", required=True, choices=FORMATS, help="the format")
    add("--out", metavar="PATH", help="a new file or folder (default: named like the run, here)")


def _add_backup(parser: argparse.ArgumentParser) -> None:
    """Add where copies are written, how many are kept, and when."""
    add = parser.add_argument
    add("folder", metavar="DIR", help="folder of the copies")
    add("--keep", type=int, metavar="N", help="copies to keep (default: all)")
    add("--daily", metavar="HH:MM", help="write one every day, until it is ended")


def _add_predict(parser: argparse.ArgumentParser) -> None:
    """Add what is classified, and where the results go."""
    add = parser.add_argument
    add("model", metavar="MODEL", help=MODEL)
    kinds = "PNG, JPEG, WebP, BMP, TIFF, GIF, PGM or PPM; or a folder or zip of them"
    add("images", metavar="IMAGE", nargs="+", help=kinds)
    add("--out", metavar="TABLE.csv", help="write a table, too")
    add("--maps", metavar="DIR", help=MAPS)
    add(
        "--threshold",
        type=float,
        default=0.9,
        metavar="X",
        help="probability from which a label is accepted, 0 to 1 (default 0.9)",
    )
    add(
        "--tile",
        type=int,
        metavar="PIXELS",
        help="side of the tiles of large sheets; 0: no tiles (default: 200 for steel, else none)",
    )


def _changes() -> str:
    """List the changes of ``--augmentation``, one line each."""
    return "\n".join(
        f"  {change.name:<18} 0 to {change.most:<4g} {change.general}" for change in CHANGES
    )


def _add_data(parser: argparse.ArgumentParser) -> None:
    """Add the settings that decide how a data set is read, with the defaults of ``data.load``."""
    parser.add_argument("data", metavar="DATA", help="name or path of a data set")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help=SEED)
    parser.add_argument("--size", dest="image_size", type=int, metavar="PIXELS", help=SIZE)
    parser.add_argument("--skip-unusable", action="store_true", help=SKIP)


def _add_train(parser: argparse.ArgumentParser) -> None:
    """Add the settings of a run; those that are not given keep the defaults of ``RunConfig``."""
    parser.set_defaults(**dict.fromkeys(("epochs", "batch_size", "learning_rate", "seed")))
    add = parser.add_argument
    add("--dataset", required=True, metavar="DATA", help="name or path of a data set")
    add(
        "--architecture",
        required=True,
        metavar="NAME",
        help="such as lecture-mnist or fast-neu; an unknown name lists all",
    )
    _add_duration(parser)
    add("--batch-size", type=int, metavar="B", help="images per step (default 50)")
    add("--learning-rate", type=float, metavar="R", help="size of the steps (default 0.001)")
    _add_optimiser(parser)
    add("--schedule", metavar="NAME", help="constant (default), one-cycle or warm-restart")
    _add_images(parser)
    add("--seed", type=int, metavar="S", help=SEED)
    add(
        "--out", metavar="RUN_DIR", help="a new or empty folder (default: one among the app's runs)"
    )


def _add_duration(parser: argparse.ArgumentParser) -> None:
    """Add for how long a run trains."""
    add = parser.add_argument
    add("--epochs", type=int, metavar="N", help="passes over the images (default 10)")
    add(
        "--patience",
        type=int,
        metavar="N",
        help="stop once the validation loss has not improved for N epochs (default 0: never)",
    )
    add(
        "--target-accuracy",
        type=float,
        metavar="X",
        help="stop once the validation accuracy has reached X, 0 to 1 (default 0: never)",
    )


def _add_images(parser: argparse.ArgumentParser) -> None:
    """Add which images of a data set are trained on, and how they are changed."""
    add = parser.add_argument
    add(
        "--augmentation",
        metavar="CHANGES",
        help="none (default), nudge, digits, digits-elastic, steel, or changes such as "
        "rotate=10,mirror=horizontal,zoom=0.1; see above",
    )
    add("--size", dest="image_size", type=int, metavar="PIXELS", help=SIZE)
    add("--skip-unusable", action="store_true", help=SKIP)
    add(
        "--held-out",
        metavar="WHICH",
        help="images not trained on: own (default), test, none, a fold such as 2/5; or groups and "
        "2/5-groups, which keep overlapping and equal images on one side",
    )
    add(
        "--leave-out",
        dest="left_out",
        nargs="+",
        metavar="FILE",
        help="files of the data set to ignore, by their names in it",
    )


def _add_optimiser(parser: argparse.ArgumentParser) -> None:
    """Add the optimiser, its numbers, and what changes the loss that it minimises."""
    add = parser.add_argument
    add(
        "--optimiser",
        "--optimizer",
        metavar="NAME",
        help="sgd, momentum, nesterov, rmsprop, adam (default) or adamw; usual learning rates: "
        f"{USUAL_RATES}",
    )
    for name, number in NUMBERS.items():
        having = {each.kind: each().numbers for each in KINDS if name in each().numbers}
        defaults = ", ".join(f"{kind} (default {own[name]:g})" for kind, own in having.items())
        option = f"--{name.replace('_', '-')}"
        add(option, type=float, metavar="X", help=f"{number.meaning}; of {defaults}")
    add(
        "--label-smoothing",
        type=float,
        metavar="X",
        help="share of each training label that is spread evenly over all classes (default 0)",
    )
    add(
        "--class-weights",
        metavar="WHICH",
        help="none (default), or balanced: images of rare classes count more",
    )


if __name__ == "__main__":
    sys.exit(main())
