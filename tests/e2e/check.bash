# Sourced by tests/checks/systemd. Tests that check, top, config and reload know the daemon that the unit runs.
# shellcheck shell=bash disable=SC2154

drop_in=/etc/systemd/system/wattd.service.d/check.conf

# The state of one result of check, asked without a setting: ok, missing, …
result() { inside wattd check --json --only "$1" | python3 -c 'import json, sys; print(json.load(sys.stdin)["results"][0]["state"])'; }
line() { inside wattd check --only "$1"; }
with_drop_in() { printf '%s\n' '[Service]' "$@" | write "$drop_in" && inside systemctl daemon-reload; }
without_drop_in() { rm -f "$root$drop_in" && inside systemctl daemon-reload; }

check_takes_the_web_configuration_of_the_unit() {
    local code
    new_certificate check && write /etc/wattd/web-config.yml <<'END'
tls_server_config: {cert_file: server.crt, key_file: server.key}
basic_auth_users: {alice: $2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi}
END
    environment WATTD_WEB_CONFIG_FILE=/etc/wattd/web-config.yml
    restart && within 30 says '^rapl_power_watts' tls_page &&
        says 'web-config.yml is good: TLS with a certificate until .*, 1 user' line web.config.file &&
        says 'web-config.yml is good: TLS' inside setpriv --reuid wattd --regid wattd --clear-groups wattd check --only web.config.file &&
        says 'TLS, 1 user' line daemon &&
        [[ $(result cpu.port) == ok && $(result gpu.port) == ok && $(result daemon.cpu) == ok ]] &&
        says '^package_0|package_0 ' inside wattd top --once &&
        says 'returns no readings' inside_as_nobody
    code=$?
    environment
    rm -f "$root"/etc/wattd/{web-config.yml,server.key,server.crt}
    restart && serves && ((code == 0))
}

# Another user can neither open the local socket nor read the certificate, and gets no readings of the hardware instead.
inside_as_nobody() { inside sh -c 'setpriv --reuid nobody --regid nogroup --clear-groups wattd top --once 2>&1'; }

check_takes_the_ports_of_the_unit() {
    local code
    environment WATTD_CPU_PORT=9510 WATTD_GPU_PORT=9515
    restart && within 60 says '^rapl_power_watts' page 9510 &&
        says 'port 9510 is served by a running wattd' line cpu.port && says 'port 9515 is served by a running wattd' line gpu.port &&
        says 'cpu.port +9510 +WATTD_CPU_PORT in /etc/default/wattd' inside wattd config &&
        says 'from the daemon at /run/wattd/wattd.sock' inside wattd top --once
    code=$?
    environment
    restart && serves && ((code == 0))
}

check_finds_a_capability_that_a_drop_in_takes_away() {
    local code=0
    with_drop_in AmbientCapabilities= CapabilityBoundingSet=
    restart && within 60 is_active && within 30 has_no_power || code=1
    [[ $(result powercap) == ok && $(result daemon.cpu) == missing ]] && says permission_denied line daemon.cpu || code=1
    ! inside wattd check >"$machine/report" || code=1
    cat "$machine/report"
    without_drop_in
    restart && serves && [[ $(result daemon.cpu) == ok ]] && ((code == 0))
}

check_reports_the_scheduling_that_was_granted() {
    local code=0
    local scheduling
    scheduling=$(inside journalctl -u wattd -o cat --no-pager | sed -n 's/^The cpu sampler runs with \(.*\) scheduling$/\1/p' | tail -n 1)
    if [[ $scheduling == fifo ]]; then
        says 'samples with SCHED_FIFO' line realtime || code=1
    else
        says "samples without SCHED_FIFO .scheduling: $scheduling" line realtime || code=1
    fi
    with_drop_in LimitRTPRIO=0
    restart && serves && [[ $(result realtime) == denied ]] && says 'the running daemon samples without SCHED_FIFO' line realtime || code=1
    without_drop_in
    restart && serves && ((code == 0))
}

# systemctl shows what systemd has: the arguments of a drop-in, and words with spaces.
check_takes_arguments_and_variables_of_a_drop_in() {
    local code=0
    with_drop_in 'Environment="WATTD_GPU_NVIDIA_SMI=/usr/local/bin/nvidia smi"' ExecStart= 'ExecStart=/usr/bin/wattd --web.telemetry-path /power'
    inside wattd config >"$machine/config"
    cat "$machine/config"
    grep -qE '^gpu.nvidia-smi +/usr/local/bin/nvidia smi +WATTD_GPU_NVIDIA_SMI in wattd.service' "$machine/config" || code=1
    grep -qE '^web.telemetry-path +/power +--web.telemetry-path in wattd.service' "$machine/config" || code=1
    says 'web.telemetry-path is now ./power. .*still has ./metrics' line daemon.settings || code=1
    without_drop_in
    return "$code"
}

a_reload_that_is_refused_fails() {
    local code=0
    echo '[cpu]
interval = soon' | write /etc/wattd/wattd.conf.d/50-test.conf
    ! inside systemctl reload wattd 2>/dev/null || { echo "the reload succeeds"; code=1; }
    is_active && [[ $(series wattd_config_last_reload_successful) == 0 ]] || code=1
    within 10 says 'settings refused' property StatusText || code=1
    says "cpu.interval: 'soon'" line daemon.settings || code=1
    rm "$root/etc/wattd/wattd.conf.d/50-test.conf"
    inside systemctl reload wattd && [[ $(series wattd_config_last_reload_successful) == 1 ]] && ((code == 0))
}

check_validates_a_file_alone() {
    local code
    echo '[cpu]
interval = 200ms' | write /var/tmp/good.conf
    echo '[cpu]
intervall = 200ms' | write /var/tmp/wrong.conf
    inside wattd check --only configuration --config.file /var/tmp/good.conf || return 1
    inside wattd check --only configuration --config.file /var/tmp/wrong.conf
    code=$?
    rm "$root"/var/tmp/{good,wrong}.conf
    [[ $code == 78 ]]
}

check_reports_a_unit_that_does_not_run() {
    local code=0
    inside systemctl stop wattd
    says 'wattd.service is enabled and does not run' line daemon || code=1
    inside systemctl start wattd && serves && ((code == 0))
}
