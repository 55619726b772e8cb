"""Setting the trainer's controls to the settings of a recipe or of a run."""

from cnnviz.training.config import RunConfig
from cnnviz.ui.trainer.network_menu import set_network
from cnnviz.ui.trainer.optimiser_menu import set_optimiser
from cnnviz.ui.trainer.state import TrainerState

CONTROLS = {
    "epochs": TrainerState.EPOCHS,
    "batch_size": TrainerState.BATCH,
    "learning_rate": TrainerState.RATE,
    "seed": TrainerState.SEED,
    "label_smoothing": TrainerState.SMOOTHING,
    "class_weights": TrainerState.CLASS_WEIGHTS,
    "augmentation": TrainerState.AUGMENTATION,
    "schedule": TrainerState.SCHEDULE,
    "patience": TrainerState.PATIENCE,
    "target_accuracy": TrainerState.TARGET,
    "image_size": TrainerState.SIZE,
    "held_out": TrainerState.SPLIT,
}
# A run's may be whole numbers in its file.
DECIMAL = ("learning_rate", "label_smoothing", "target_accuracy")


def set_controls(state: TrainerState, config: RunConfig) -> None:
    """Set every control but the data's, the network's included, in a callback."""
    for name, key in CONTROLS.items():
        value = getattr(config, name)
        state[key] = float(value) if name in DECIMAL else value
    set_optimiser(state, config.optimiser)
    set_network(state, config.architecture, [layer.to_json() for layer in config.network])
