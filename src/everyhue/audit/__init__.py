"""What it means: replay of recorded rankings."""
