# Sourced by the scripts in tests/checks: `check NAME COMMAND...` prints `ok NAME`, or `FAIL NAME` with the output of the
# command and of `evidence`; `finish` exits with status 1 if a check failed.
# shellcheck shell=bash

failures=0

# Additional output for a failure; scripts can redefine it.
evidence() { :; }

# The command runs in the current shell, so that a check can set variables for later ones.
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

# Fails and skips the named check if the tool is missing.
have() {
    local name=$1 tool=$2
    command -v "$tool" >/dev/null || { skip "$name" "no $tool here (make install-tools)"; return 1; }
}

finish() { exit $((failures > 0)); }
