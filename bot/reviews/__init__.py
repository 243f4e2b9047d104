"""Answers that are to be compared with their sources, by day and by who answers for them."""
