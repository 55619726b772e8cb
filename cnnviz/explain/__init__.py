"""Why a network computes what it computes: units, attributions, what units learned, the data."""
