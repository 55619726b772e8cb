"""What the trainer remembers of a visit, and its keys in the address."""


class TrainerState:
    """The trainer's keys; the run and all settings are also in its address."""

    RUN = "run"  # the id of the run on show; empty for the next one's preview
    LINKED_RUN = "t_linked_run"  # the one that the address had last
    RECIPE = "t_recipe"  # the one that the settings are; follows them
    DATA = "t_data"
    LINKED_DATA = "t_linked_data"
    NETWORK = "t_network"
    EPOCHS = "t_epochs"
    BATCH = "t_batch"
    RATE = "t_rate"
    SEED = "t_seed"
    AUGMENTATION = "t_augmentation"
    SCHEDULE = "t_schedule"
    SIZE = "t_size"
    UPLOAD = "t_upload"
    OWN = "t_own"  # keys of the zips that this visitor uploaded
    COMPLAINT = "t_complaint"  # why the last click came to nothing; shown once
    LAST = "t_last"  # the last settings without a fault, shown where new ones have one
    CURVES = "t_curves"
    MATRIX = "t_matrix"
