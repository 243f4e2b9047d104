"""Applications to take part in an exhibition («Хочу участвовать»)."""
