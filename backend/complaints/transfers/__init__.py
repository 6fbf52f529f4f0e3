"""The unit side of the complaint centre: a unit works from its transfer orders and sees nothing else of a case."""
