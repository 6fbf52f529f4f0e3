"""What is wrong with an installation: before it serves, and while it does."""
