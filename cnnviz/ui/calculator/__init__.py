"""The layer calculator's parts: its controls, and the tabs below the animation."""
