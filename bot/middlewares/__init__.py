"""What happens around every update: the person, the spinner, the network."""
