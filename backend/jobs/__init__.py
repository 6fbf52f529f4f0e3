"""Long work: a row written with the business transaction, run by a worker after its commit."""
