# Sourced by tests/checks/systemd. Queries and commands that the checks share.
# shellcheck shell=bash disable=SC2154

# Whether the output of COMMAND matches. It runs to its end: grep -q in a pipe would end it early and change its status.
says() {
    local expression=$1 said
    shift
    said=$("$@" 2>/dev/null)
    grep -qE -- "$expression" <<<"$said"
}

main_pid() { inside systemctl show -P MainPID wattd; }
is_active() { [[ $(inside systemctl is-active "${1:-wattd}") == active ]]; }
is_enabled() { [[ $(inside systemctl is-enabled "${1:-wattd}" 2>/dev/null) == enabled ]]; }
page() { inside curl -fsS --max-time 5 "http://localhost:${1:-9500}/metrics"; }
has_power() { says '^rapl_power_watts\{zone="package_0"' page; }
has_no_power() { page 2>/dev/null >"$machine/page" && ! grep -q '^rapl_power_watts{' "$machine/page"; }
serves() { within 60 is_active && within 60 has_power && within 30 page 9505 >/dev/null; }
series() { page | awk -v series="$1" 'index($0, series) == 1 { print $NF }'; }
journal_has() { within 10 says "$1" inside journalctl -u wattd --no-pager -o cat; }
property() { inside systemctl show -P "$1" wattd; }
restart() { inside systemctl reset-failed wattd 2>/dev/null; inside systemctl restart wattd; }
write() { install -D -m 644 /dev/stdin "$root$1"; }
apt() { inside apt-get -qq -y "$@"; }
package_state() { inside dpkg-query -W -f '${db:Status-Status}' wattd 2>/dev/null; }
user_exists() { inside id wattd >/dev/null; }

# The environment file has the settings for the tests: the simulated tree and a short discovery interval.
environment() {
    printf '%s\n' WATTD_PATH_SYSFS=/planted WATTD_DISCOVERY_INTERVAL=1s "$@" | write /etc/default/wattd
}
