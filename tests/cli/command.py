"""What the tests of the commands share."""

import json

from cnnviz.__main__ import main

RUN_FILES = {
    "config.json",
    "state.json",
    "events.jsonl",
    "epochs",
    "model.keras",
    "evaluation.json",
    "answers.npz",
    "model.json",
    "model.npz",
}


def call(capsys, *arguments: object) -> tuple[int, list[dict], str]:
    """Exit status, JSON lines and standard error of a command, in this process."""
    try:
        status = main(list(map(str, arguments)))
    except SystemExit as leaving:
        status = leaving.code
    out, err = capsys.readouterr()
    return status, [json.loads(line) for line in out.splitlines()], err
