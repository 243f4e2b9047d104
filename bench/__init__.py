"""What `make bench` measures: ours beside peers in the same run, told as ratios."""
