"""What can happen: one file a family of events, imported on demand through `catalogue`."""
