"""What a kernel is made of: factors, frequencies, its matrix, one line of it, and what it costs."""
