"""Plain folds of the known entries into rows: what happened, with no judgement. The only door to the ledger."""
