"""What the operator of an installation does: checks before the start, keys, backup and restoring."""
