"""Evidence that another party can check without trusting whoever keeps the ledger."""
