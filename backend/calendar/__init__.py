"""Working days and due times: the engine, which is pure, and the table of days it works on."""
