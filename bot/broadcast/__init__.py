"""One message to many: nobody is missed, nobody gets it twice, and it can be taken back."""
