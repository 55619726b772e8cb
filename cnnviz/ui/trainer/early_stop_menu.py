"""The rules of early stopping among the settings of the next run."""

from typing import Any

from cnnviz.ui.linked import linked_number
from cnnviz.ui.trainer.state import TrainerState

PATIENCE_HELP = "Ends once the validation loss has not improved for so many epochs; 0: never."
TARGET_HELP = "Ends once the validation accuracy, 0 to 1, has reached this; 0: never."


def choose_early_stop(state: TrainerState) -> dict[str, Any]:
    """Show both rules; return their values by the settings' names."""
    return {
        "patience": linked_number(
            "Stop after epochs without improvement", state.PATIENCE, 0, step=1, help=PATIENCE_HELP
        ),
        "target_accuracy": linked_number(
            "Stop at validation accuracy",
            state.TARGET,
            0.0,
            step=0.01,
            format="%g",
            help=TARGET_HELP,
        ),
    }
