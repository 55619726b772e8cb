"""The front door: living pictures of the four rooms, and where to begin."""
