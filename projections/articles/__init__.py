"""What the contract says of the facts: one file an article, pure functions, no side effect."""
