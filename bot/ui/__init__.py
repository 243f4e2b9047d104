"""What all screens are made of: addresses, rows, common texts; how a screen is shown."""
