"""The kernel playground's parts: what is chosen, and the tabs below the bench."""
