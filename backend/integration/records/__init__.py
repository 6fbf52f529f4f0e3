"""Service records as the systems that handle them push and read them."""
