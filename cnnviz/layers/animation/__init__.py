"""The calculator's animation as a GIF: the page's picture, drawn again with Pillow."""

from cnnviz.layers.animation.gif import MOST_FRAMES, frame_count, gif

__all__ = ["MOST_FRAMES", "frame_count", "gif"]
