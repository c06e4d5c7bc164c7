# Sourced by the checks that follow the commands of a document: what its `sh` blocks hold. A line that no test can run
# says why at its end, `# needs …`, so that a reader sees it too; it is left out here and listed by `unrun`.
# shellcheck shell=bash

needs='# needs .+'

# The lines in the `sh` blocks of FILE, each block ended by a line that is a form feed.
sh_blocks() { awk '/^```/ { if (inside) print "\f"; inside = $0 == "```sh"; next } inside' "$1"; }

# What is to be typed, line by line.
commands() { sh_blocks "$1" | grep -vE "$needs|^"$'\f'"$"; }

# The lines that no test runs, with the reason.
unrun() { sh_blocks "$1" | grep -E "$needs"; }

# The blocks of FILE as commands, each ended by a NUL.
runnable_blocks() { sh_blocks "$1" | grep -vE "$needs" | tr '\f' '\0' | sed -z 's/^\n//'; }
