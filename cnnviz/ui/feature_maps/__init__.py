"""The feature maps room: its model chooser and the text of a model card."""
