"""What we have: items, signals and vectors; ingest, index, snapshots."""
