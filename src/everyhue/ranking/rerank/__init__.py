"""Re-rankers: one algorithm a file."""
