# Sourced by the checks that run the commands of a document: reads its `sh` blocks. A line that tests cannot run ends in
# `# needs …` with the reason, which readers see too; it is omitted here and listed by `unrun`.
# shellcheck shell=bash

needs='# needs .+'

# The lines in the `sh` blocks of FILE. A line with a form feed ends each block.
sh_blocks() { awk '/^```/ { if (inside) print "\f"; inside = $0 == "```sh"; next } inside' "$1"; }

# The commands, line by line.
commands() { sh_blocks "$1" | grep -vE "$needs|^"$'\f'"$"; }

# The lines that no test runs, with the reason.
unrun() { sh_blocks "$1" | grep -E "$needs"; }

# The blocks of FILE as commands, terminated by NUL.
runnable_blocks() { sh_blocks "$1" | grep -vE "$needs" | tr '\f' '\0' | sed -z 's/^\n//'; }

# Whether a block of docs/measuring.md or docs/encodes.md uses ffmpeg or the reports of its encodes.
is_about_encodes() { [[ $1 =~ ffmpeg|medium\.json ]]; }
