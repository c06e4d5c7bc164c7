# Sourced by tests/checks/systemd. Tests the running daemon: pages, privileges, journal, reload.
# shellcheck shell=bash disable=SC2154

runs_as_its_user() {
    local user
    user=$(inside ps -o user= -p "$(main_pid)")
    echo "user: $user"
    [[ $user == wattd ]]
}

# Its local socket is for root and its group.
its_runtime_directory_is_its_own() {
    local owner
    owner=$(inside stat -c '%U:%G %a' /run/wattd)
    echo "$owner"
    [[ $owner == 'wattd:wattd 750' ]]
}

# Within 3 %: the process on this machine that advances the counters may be late.
power_is() {
    local watts
    watts=$(series "rapl_power_watts{zone=\"$1\",package=\"$2\"}")
    awk -v is="$watts" -v should="$3" 'BEGIN { exit !(is > 0.97 * should && is < 1.03 * should) }'
}

power_is_right() {
    within 30 power_is package_0 0 120 && within 30 power_is dram 0 20 &&
        within 30 power_is package_1 1 80 && within 30 power_is dram 1 10 && return
    page | grep '^rapl'
    return 1
}

# The finalizer thread belongs to the runtime and starts before Main.
threads_have_no_capability() {
    local pid threads
    pid=$(main_pid)
    threads=$(inside sh -c "for task in /proc/$pid/task/*; do
        echo \"\$(sed -n 's/^CapEff:[[:space:]]*//p' \$task/status) \$(cat \$task/comm)\"; done")
    echo "$threads"
    (($(wc -l <<<"$threads") > 4)) && ! grep -vE '^0+ ' <<<"$threads" | grep -vF '.NET Finalizer'
}

no_page_is_writable_and_executable() {
    local pages
    pages=$(inside cat "/proc/$(main_pid)/maps") || return 1
    ! grep -E '^\S+ .wx' <<<"$pages" && grep -q ' r-xp ' <<<"$pages"
}

journal_entries_are_ours() {
    inside journalctl -u wattd -o json --no-pager | python3 -c '
import json, sys
entries = [json.loads(line) for line in sys.stdin]
ours = [e for e in entries if e.get("_COMM") == "wattd"]
assert ours, "no entry of ours"
for e in ours:
    assert e["_TRANSPORT"] == "journal", "not over the native protocol: %s" % e
    assert e["SYSLOG_IDENTIFIER"] == "wattd", e
    assert e["PRIORITY"] in "234567", e
    assert e["MESSAGE"].strip() and "\n" not in e["MESSAGE"], e
started = [e for e in ours if e.get("MESSAGE_ID") == "799e49a7b35e48db884d1fa6ea242a2f"]
assert started, "no entry has the MESSAGE_ID of the start"
for e in started:
    assert e["PRIORITY"] == "6", e
    assert e["VERSION"] == sys.argv[1], e
    assert e["ENDPOINTS"] == "cpu on port 9500 and gpu on port 9505", e
    assert e["SOURCE_CONTEXT"].startswith("Wattd."), e
    assert e["_SYSTEMD_UNIT"] == "wattd.service", e' "$version"
}

# Whether journalctl -x shows the catalog text with that subject below an entry of the unit.
explained() {
    within 10 says "^(░░|--) Subject: $1\$" inside journalctl -u wattd -x --no-pager
}

the_catalog_explains() {
    local id
    while read -r id; do
        inside journalctl --list-catalog "$id" >/dev/null || { echo "$id is not in the catalog"; return 1; }
    done < <(grep -oP '^-- \K[0-9a-f]{32}' systemd/wattd.catalog)
    explained 'wattd has started'
}

# 600 s at the default intervals are 6000 CPU samples, 600 GPU samples and 20 discoveries; here in 60 s.
quiet_minutes_repeat_nothing() {
    environment WATTD_CPU_INTERVAL=10ms WATTD_GPU_INTERVAL=100ms
    restart && serves || return 1
    sleep 60
    local repeated
    repeated=$(inside journalctl "_SYSTEMD_INVOCATION_ID=$(property InvocationID)" -o cat --no-pager | sort | uniq -d)
    echo "$repeated"
    environment
    [[ -z $repeated ]]
}

has_counted_joules() {
    series 'rapl_energy_joules_total{zone="package_0"' | awk -v least="$1" '{ exit !($1 > least) }'
}

reload_keeps_the_samples() {
    local pid before after
    restart && serves || return 1
    within 30 has_counted_joules 100 || return 1
    pid=$(main_pid)
    before=$(series 'rapl_energy_joules_total{zone="package_0"')
    sed 's/^#\? \?level = .*/level = debug/; s/^#\? \?interval = 100ms/interval = 200ms/' packaging/wattd.conf | write /etc/wattd/wattd.conf
    inside systemctl reload wattd || return 1
    sleep 3
    after=$(series 'rapl_energy_joules_total{zone="package_0"')
    write /etc/wattd/wattd.conf <packaging/wattd.conf
    echo "joules before $before, after $after; pid before $pid, after $(main_pid)"
    awk -v before="$before" -v after="$after" 'BEGIN { exit !(after > before) }' && [[ $(main_pid) == "$pid" ]] &&
        journal_has 'log\.level' && journal_has 'cpu\.interval.*restart'
    local code=$?
    inside systemctl reload wattd
    return "$code"
}
