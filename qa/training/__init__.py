"""What produced the shipped weights; never imported at run time."""
