"""The words of other systems: versioned tables that translate what they send, and our states into theirs."""
