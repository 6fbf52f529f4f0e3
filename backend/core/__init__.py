"""What every feature stands on: database, errors, paging, concurrency, logging. Knows no feature."""
