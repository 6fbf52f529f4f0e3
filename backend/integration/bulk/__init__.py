"""Records in bulk: a file of rows from a client system, taken in by a job, with an outcome for each row."""
