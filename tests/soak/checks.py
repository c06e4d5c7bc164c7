"""Named checks, printed as in tests/check.bash: `ok NAME`, or `FAIL NAME` and the errors."""

failures = 0


def check(name, faults):
    """Passes if there are no faults; shows the first ten."""
    global failures
    faults = list(faults)
    print(f"{'FAIL' if faults else 'ok'} {name}", flush=True)
    for fault in faults[:10]:
        print(f"    {fault}", flush=True)
    failures += bool(faults)


def finish():
    """Exits with status 1 if a check failed."""
    raise SystemExit(1 if failures else 0)
