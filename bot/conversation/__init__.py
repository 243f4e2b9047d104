"""What a person means: from a typed message to a reply."""
