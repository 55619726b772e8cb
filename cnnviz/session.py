"""Every session key, and every loader that visitors share. The only module that caches."""

KEYS_ARE_DECLARED_HERE = True
