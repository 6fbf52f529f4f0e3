"""People, sessions, tokens, and the table of rights."""
