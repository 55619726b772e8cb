"""What is promised to be fast, as ratios of medians measured in one run: ``make bench``."""
