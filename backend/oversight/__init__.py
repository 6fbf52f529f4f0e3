"""效能监察: the power list and its limits, the records of what was handled, cards, ratings, and figures of them."""
