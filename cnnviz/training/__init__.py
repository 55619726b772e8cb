"""Training runs: settings, recipes, the run folder and its events, and the training job."""
