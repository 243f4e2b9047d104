"""Exhibitions and missions: what is when, read from the editors' spreadsheet."""
