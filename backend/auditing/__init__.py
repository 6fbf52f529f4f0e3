"""What auditors do with the record: read, search, export and verify it. Nobody writes it here."""
