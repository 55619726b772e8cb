"""What every package uses: errors, paths, colours, text, and readers of untrusted files."""
