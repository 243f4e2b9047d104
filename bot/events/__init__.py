"""Exhibitions and business missions, imported from the editors' spreadsheet."""
