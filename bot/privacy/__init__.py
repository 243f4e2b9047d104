"""What is kept about a person: told, given out, removed, and forgotten in time."""
