"""The lessons' texts and questions; every number in them is computed."""
