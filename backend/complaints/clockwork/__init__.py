"""The clocks of cases: their rows, what they do when their time comes, and who is told."""
