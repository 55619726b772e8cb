"""The kernel playground's subject: kernels, and what a filter layer makes of a picture."""
