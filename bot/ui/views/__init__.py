"""Pure functions from what the domain knows to the screens that show it."""
