"""What is kept how long, and what happens then (security design, 8.8)."""
