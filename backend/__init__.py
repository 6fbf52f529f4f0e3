"""Pingyi 评议: evaluation rounds, ballots, results and their record for a local government."""

__version__ = "0.1.0"
