# Sourced by the scripts of named checks in tests/checks: `check NAME COMMAND...` prints `ok NAME` or `FAIL NAME`, what
# the command said, and what `evidence` adds; `finish` ends the script with the verdict.
# shellcheck shell=bash

failures=0

# What a failure shows beside the command's own words; a script may say more.
evidence() { :; }

# The command runs in this very shell, so that a check may leave something for the next.
check() {
    local name=$1 said
    said=$(mktemp)
    shift
    if "$@" >"$said" 2>&1; then
        echo "ok $name"
    else
        echo "FAIL $name"
        sed 's/^/    /' "$said"
        evidence 2>&1 | sed 's/^/    /'
        failures=$((failures + 1))
    fi
    rm -f "$said"
}

skip() { echo "skip $1: $2"; }

# Quiet where the tool is there; else the check is skipped by name.
have() {
    local name=$1 tool=$2
    command -v "$tool" >/dev/null || { skip "$name" "no $tool here (make install-tools)"; return 1; }
}

finish() { exit $((failures > 0)); }
