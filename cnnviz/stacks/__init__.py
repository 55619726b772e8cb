"""Layers put one after another: known networks, stacks as text, their tables and pictures."""
