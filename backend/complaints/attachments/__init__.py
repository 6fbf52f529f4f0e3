"""What belongs to a case as a file: who brought it, who may open it, and what was handed on to a unit."""
