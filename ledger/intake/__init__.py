"""A file of some tool becomes commands: one module a tool."""
