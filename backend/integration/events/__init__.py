"""What other systems learn of the record: the change feed, and what webhooks tell."""
