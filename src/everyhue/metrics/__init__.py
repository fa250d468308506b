"""What happened, as numbers: measures of one list, folded into tallies."""
