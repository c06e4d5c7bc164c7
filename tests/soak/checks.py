"""Named checks, told as those of tests/check.bash are: `ok NAME`, or `FAIL NAME` and what is wrong."""

failures = 0


def check(name, faults):
    """Passes if there are no faults; of many, the first ten are shown."""
    global failures
    faults = list(faults)
    print(f"{'FAIL' if faults else 'ok'} {name}", flush=True)
    for fault in faults[:10]:
        print(f"    {fault}", flush=True)
    failures += bool(faults)


def finish():
    """Ends the program with the verdict."""
    raise SystemExit(1 if failures else 0)
