"""The teacher's page: signing in, and what a teacher sees and does of a class."""
