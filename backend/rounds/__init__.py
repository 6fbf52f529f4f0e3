"""Evaluation rounds: their configuration, its frozen method, and the states they go through."""
