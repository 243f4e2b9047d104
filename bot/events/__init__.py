"""Exhibitions and business missions: what, when, and who wants to know."""
