"""Codes, ballots, sheets: one code, one ballot, and no way back from the answers to the code."""
