"""Addresses in the content: which of them still lead somewhere."""
