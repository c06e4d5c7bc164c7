# Sourced by tests/checks/systemd. Tests failures from which the daemon recovers or which it reports.
# shellcheck shell=bash disable=SC2154

has_another_pid() {
    local pid
    pid=$(main_pid)
    [[ $pid != 0 && $pid != "$1" ]]
}

comes_back_with_another_pid() {
    within "$2" has_another_pid "$1" && serves
}

killed_it_is_restarted() {
    local pid
    restart && serves || return 1
    pid=$(main_pid)
    inside kill -KILL "$pid" && comes_back_with_another_pid "$pid" 60
}

stopped_it_is_restarted() {
    local pid
    printf '[Service]\nWatchdogSec=6s\nTimeoutAbortSec=3s\n' | write /etc/systemd/system/wattd.service.d/watchdog.conf
    inside systemctl daemon-reload && restart && serves || return 1
    pid=$(main_pid)
    inside kill -STOP "$pid" && comes_back_with_another_pid "$pid" 120
    local code=$?
    rm "$root/etc/systemd/system/wattd.service.d/watchdog.conf"
    inside systemctl daemon-reload
    restart
    ((code == 0)) && journal_has 'Watchdog timeout'
}

invalid_setting_ends_with_78() {
    environment WATTD_CPU_INTERVAL=banana
    restart 2>/dev/null && { echo "it started"; return 1; }
    sleep 8 # longer than RestartSec
    local state status
    state="$(property ActiveState) $(property ExecMainStatus) $(property NRestarts)"
    status=$(inside systemctl status --no-pager --full wattd)
    printf '%s\n' "$state" "$status"
    [[ $state == "failed 78 0" && $status == *WATTD_CPU_INTERVAL* && $status == *banana* ]] &&
        within 10 says banana inside journalctl -u wattd -p crit -o cat --no-pager && explained "wattd's settings are wrong"
    local code=$?
    environment
    restart && serves && ((code == 0))
}

port_in_use_is_reported_and_opened_once_free() {
    inside systemctl stop wattd
    inside systemd-run --quiet --unit=squatter perl -MIO::Socket::INET -e \
        'my $s = IO::Socket::INET->new(Listen => 1, LocalAddr => "0.0.0.0:9505", ReuseAddr => 1) or die; sleep 600'
    within 20 is_active squatter || return 1
    local code=0
    inside systemctl start wattd 2>/dev/null && { echo "it started"; code=1; }
    [[ $(property ExecMainStatus) == 1 ]] || { echo "exit status $(property ExecMainStatus)"; code=1; }
    journal_has '9505: the port is in use' || code=1
    inside systemctl stop squatter
    within 60 is_active && serves && ((code == 0))
}

counters_disappear_and_return() {
    local pid powercap=$root/planted/devices/virtual/powercap
    pid=$(main_pid)
    mv "$root/planted/class/powercap" "$root/planted/class/gone"
    mv "$powercap/intel-rapl" "$powercap/gone"
    within 60 has_no_power
    local gone=$?
    mv "$powercap/gone" "$powercap/intel-rapl"
    mv "$root/planted/class/gone" "$root/planted/class/powercap"
    within 60 has_power && ((gone == 0)) && [[ $(main_pid) == "$pid" ]] && explained 'This machine shows no CPU energy counters'
}

journald_restarts() {
    local pid
    pid=$(main_pid)
    inside systemctl restart systemd-journald || return 1
    inside systemctl stop wattd
    [[ $(property Result) == success ]] || return 1
    inside systemctl start wattd && serves || return 1
    # The entries of the process that was running before the restart, from after it.
    local since
    since=$(inside systemctl show -P ActiveEnterTimestamp systemd-journald | cut -d' ' -f2,3)
    within 10 says 'wattd is stopping' inside journalctl --no-pager -o cat "_PID=$pid" _TRANSPORT=journal --since "$since"
}
