"""Networks as lists of layers: presets, stacks as text, costs and receptive fields."""
