"""From sheets to figures: the tally of a closed round, and everything computed from it."""
