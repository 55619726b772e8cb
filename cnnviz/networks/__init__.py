"""Layers in a row: named networks, stacks as text, their tables, costs and receptive fields."""
