"""«Хочу участвовать»: the form, what was sent with it, and who has handled it."""
