"""The one total order of all entries, and the only door to `eventsourcing`, `sqlalchemy` and the database drivers."""
