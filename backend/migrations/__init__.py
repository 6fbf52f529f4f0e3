"""Changes of the schema, in order; see `pingyi migrate`."""
