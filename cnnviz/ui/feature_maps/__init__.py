"""The feature maps page: model chooser, inputs, and the text of a model card."""
