"""Parts of a room that are too long for its page: each reads, computes and shows one thing."""
