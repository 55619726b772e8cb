"""The rules of early stopping among the settings of the next run."""

from typing import Any

from cnnviz.ui.linked import linked_number
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.language import N_, _

PATIENCE_HELP = N_("Ends once the validation loss has not improved for so many epochs; 0: never.")
TARGET_HELP = N_("Ends once the validation accuracy, 0 to 1, has reached this; 0: never.")


def choose_early_stop(state: TrainerState) -> dict[str, Any]:
    """Show both rules; return their values by the settings' names."""
    return {
        "patience": linked_number(
            _("Stop after epochs without improvement"),
            state.PATIENCE,
            0,
            step=1,
            help=_(PATIENCE_HELP),
        ),
        "target_accuracy": linked_number(
            _("Stop at validation accuracy"),
            state.TARGET,
            0.0,
            step=0.01,
            format="%g",
            help=_(TARGET_HELP),
        ),
    }
