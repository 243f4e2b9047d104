"""How it looks: screens, their addresses, their texts."""
