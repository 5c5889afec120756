"""Writers in several processes, and readers beside them."""

import subprocess
import sys
import threading
from pathlib import Path

from ledger.journal.application import Journal
from ledger.journal.read import open_reader
from tests.journal.submissions import admit_all, submission

ROOT = Path(__file__).parents[2]
WRITERS, TRANSACTIONS = 4, 25

WRITER = """
import sys
from ledger.journal.application import Journal
from tests.journal.submissions import admit_all, submission
path, me, transactions = sys.argv[1], sys.argv[2], int(sys.argv[3])
for number in range(transactions):
    with Journal.open(path) as journal:
        mine = [submission(f"{me}-{number}-{part}", subject=f"outage/{part}") for part in range(number % 4 + 1)]
        everybodys = submission(f"shared-{number}", subject="outage/shared")
        print(journal.append([*mine, everybodys], admit=admit_all).recorded, flush=True)
"""


def test_writers_in_several_processes_lose_nothing_and_repeat_nothing(ledger):
    Journal.create(ledger).close()
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(ledger), str(each), str(TRANSACTIONS)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for each in range(WRITERS)
    ]
    snapshots = []
    while any(writer.poll() is None for writer in writers):
        with open_reader(ledger) as reader:
            snapshots.append((reader.head().position, [entry.position for entry in reader.everything()]))
    counts = []
    for writer in writers:
        out, err = writer.communicate()
        assert err == ""
        counts += [int(line) for line in out.split()]
    with open_reader(ledger) as reader:
        entries = list(reader.everything())
    expected = WRITERS * sum(number % 4 + 1 for number in range(TRANSACTIONS)) + TRANSACTIONS
    assert sum(counts) == len(entries) == expected
    assert [entry.position for entry in entries] == list(range(1, expected + 1))
    assert len({entry.key for entry in entries}) == expected
    assert sorted(entry.recorded_at for entry in entries) == [entry.recorded_at for entry in entries]
    # A reader beside the writers sees whole transactions only, and no gap.
    for head, positions in snapshots:
        assert positions == list(range(1, head + 1))


def test_threads_of_one_process_share_a_journal(journal, ledger):
    failures = []

    def write(me):
        try:
            for number in range(20):
                journal.append([submission(f"{me}-{number}", subject="outage/1")], admit=admit_all)
        except Exception as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=write, args=(me,)) for me in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with open_reader(ledger) as reader:
        assert [entry.position for entry in reader.everything()] == list(range(1, 81))
