"""Checks people against the dated rules of their credentials: `rules`, `allocate`, `check`, `audit`, and `table`."""
