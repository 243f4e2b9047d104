"""One message to many: everybody gets it, nobody twice, and it can be taken back."""
