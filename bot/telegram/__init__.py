"""How updates come in and how requests go out."""
