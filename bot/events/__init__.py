"""Exhibitions and dates, imported from the editors' spreadsheets; the vote for exhibitions."""
