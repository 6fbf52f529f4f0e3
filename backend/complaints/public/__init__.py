"""The complainant's side: filing, and following the own case by its code."""
