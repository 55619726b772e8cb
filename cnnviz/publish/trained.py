"""Train a recipe into a folder once; a run that has finished there is taken as it is."""

from dataclasses import replace
from pathlib import Path

from cnnviz.cli import progress
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State
from cnnviz.utils.errors import InputError


def trained(config: RunConfig, folder: Path) -> RunFolder:
    """Train a recipe, unless it has finished in this folder already.

    A run that failed or was interrupted there continues from its last epoch.

    Parameters
    ----------
    config : RunConfig
        The recipe.
    folder : Path
        Of the run; new, empty, or of an earlier run of the same recipe.

    Returns
    -------
    RunFolder
        The finished run.

    Raises
    ------
    InputError
        If the training fails or is stopped, or the folder holds a run that is active or of another
        recipe.
    """
    run = RunFolder(folder)
    if run.is_run:
        _check_same(run, config)
        if run.state().status == "done":
            return run
        if run.state().active:
            raise InputError(f"{folder} is being trained already")
        for request in ("stop", "pause"):
            run.request(request, wanted=False)
        run.write_state(State("queued"))
    else:
        run = RunFolder.create(config, folder)
    print(f"{folder.name}: {config.held_out} held out", flush=True)
    progress.import_keras()
    from cnnviz.training import job

    with progress.stopping_at_interrupt(run):
        state = job.train_run(run, progress.Progress(run))
    if state.status == "stopped":
        raise InputError(f"{folder.name} was stopped")
    if state.status != "done":
        raise InputError(f"{folder.name} could not be trained: {state.reason}")
    return run


def _check_same(run: RunFolder, config: RunConfig) -> None:
    """Check that a run was made with this recipe; its folder also holds layers and fingerprint."""
    there = replace(run.config(), fingerprint="", layers=config.network)
    if there != replace(config, layers=config.network) or run.config().network != config.network:
        raise InputError(f"{run.path} holds a run of another recipe; choose another folder")
