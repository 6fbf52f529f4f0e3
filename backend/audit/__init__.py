"""The one ordered record of every change of state."""
