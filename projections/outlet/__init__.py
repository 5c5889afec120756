"""Entries in the forms that other tools read: one module a form, each a stream of bytes."""
