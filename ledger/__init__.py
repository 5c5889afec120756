"""The write side: records what happened, and never judges it."""
