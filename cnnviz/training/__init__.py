"""One training: its settings, its folder, the job itself, and the slot that holds it."""
