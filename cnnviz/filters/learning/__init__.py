"""Learning a kernel by gradient descent: what it is shown, how it learns, what is said of it."""
