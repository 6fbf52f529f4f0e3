"""What one person asks for about a case and another decides, and what supervisors order."""
