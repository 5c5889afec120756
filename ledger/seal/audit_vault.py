"""The vault beside the ledger, as a verification finds it. It proves nothing: what it holds is shown, not sealed."""

from collections.abc import Iterator

from ledger.journal.read import Reader
from ledger.refusal import N_, Refusal
from ledger.seal.finding import Finding, found, remark

_MOST = 20


def audit_vault(reader: Reader) -> Iterator[Finding]:
    """Values that are not those committed to are faults; a vault that is missing, and what a crash left, are not."""
    try:
        disclosing = reader.disclosing
        checked = disclosing.check()
    except Refusal as refusal:
        yield found("vault", refusal.template, **refusal.values)
        return
    for position, path in checked.wrong[:_MOST]:
        yield found("vault", N_("#{position}: `{path}` is not what was recorded"), position=position, path=path)
    if checked.committed and not disclosing.readable:
        template = N_("{vault}: it cannot be read, so that {count} personal values cannot be shown")
        yield remark("vault", template, vault=disclosing.path, count=checked.committed)
    if checked.orphans:
        template = N_("{vault}: {count} values are of no entry recorded so far; see `livret vault check`")
        yield remark("vault", template, vault=disclosing.path, count=checked.orphans)
