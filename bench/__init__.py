"""What `make bench` measures: this bot beside others in the same run, as ratios."""
