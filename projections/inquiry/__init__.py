"""Questions about findings: what another reading would make of them, what changed them, what if."""
