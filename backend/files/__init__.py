"""Files behind one storage interface; the database knows them by random keys."""
