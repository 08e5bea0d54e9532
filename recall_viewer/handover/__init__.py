"""What a second start of the same user hands to the window that runs already: which bots to show, and nothing else."""
