"""What it tells without being asked: deadlines, changes, new matches; each exactly once."""
