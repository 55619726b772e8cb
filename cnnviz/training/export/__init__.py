"""A run in the formats of other programs: a script or a notebook with its data, tables, logs."""
