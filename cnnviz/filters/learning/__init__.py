"""Learning a kernel by gradient descent: what it is shown, how it learns, how it is described."""
