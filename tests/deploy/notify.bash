# Sourced by tests/checks/deploy. Tests the configuration of Alertmanager with amtool, and with an Alertmanager that sends
# its mail to tests/deploy/mailbox.py.
# shellcheck shell=bash disable=SC2154

alertmanager_config=deploy/alertmanager/alertmanager.yml

# is_routed_to RECEIVER LABEL=VALUE...: whether Alertmanager sends such an alert to the receiver.
is_routed_to() {
    amtool config routes test --config.file="$alertmanager_config" --verify.receivers="$1" service=wattd "${@:2}"
}

each_severity_has_its_receiver() {
    is_routed_to on-call alertname=WattdDown severity=critical node=rack-1 &&
        is_routed_to operators alertname=WattdPortDown severity=warning node=rack-1 &&
        is_routed_to none alertname=WattdSimulated severity=info node=rack-1 &&
        is_routed_to on-call alertname=WattdAbsent severity=critical
}

# NodeDown and HostDown are alerts of the operator.
inhibition_rules_name_existing_alerts() {
    local unknown
    unknown=$(comm -23 <(sed -n 's/.*alertname!\?=~\?"\([^"]*\)".*/\1/p' "$alertmanager_config" | tr '|' '\n' | sort -u) \
        <(sed -n 's/.*- alert: //p' deploy/prometheus/rules/wattd-alerts.yml | sort -u) | grep -vxE '(Node|Host)Down')
    echo "$unknown"
    [[ -z $unknown ]]
}

# The names of the active alerts of a node or, with --inhibited, of those that others suppress.
alerts_of() {
    amtool --alertmanager.url="http://127.0.0.1:$alertmanager_port" alert query -o simple "${@:2}" "node=$1" |
        awk 'NR > 1 { print $1 }' | sort | paste -sd ' '
}

prints() { [[ $("${@:2}") == "$1" ]]; }

# eventually_prints EXPECTED COMMAND...: retries the command until it prints the expected output.
eventually_prints() { within 30 prints "$@" || { echo "${*:2}: $("${@:2}")"; return 1; }; }

# alert LABEL=VALUE...: an alert in the format of Alertmanager's API.
alert() {
    local each json=
    for each; do json+=",\"${each%%=*}\":\"${each#*=}\""; done
    echo "{\"labels\":{${json#,}}}"
}

# One request sends all alerts, so that Alertmanager has all of them when it sends the first notification.
send_alerts() {
    {
        alert node=rack-1 severity=critical alertname=WattdDown service=wattd
        alert node=rack-1 severity=warning alertname=WattdRestarting service=wattd
        alert node=rack-1 severity=warning alertname=GpuPowerThrottled service=wattd gpu_id=1
        alert node=rack-1 severity=warning alertname=FilesystemFull
        alert node=rack-2 severity=critical alertname=GpuLost service=wattd gpu_id=1
        alert node=rack-2 severity=warning alertname=GpuPowerThrottled service=wattd gpu_id=1
        alert node=rack-2 severity=critical alertname=GpuMemoryErrors service=wattd gpu_id=2
        alert node=rack-2 severity=warning alertname=NodeEnergyUnusual service=wattd
        alert node=rack-3 severity=critical alertname=NodeDown
        alert node=rack-3 severity=critical alertname=WattdDown service=wattd
        alert node=rack-4 severity=critical alertname=EncodeStalled service=wattd encode=channel-1
        alert node=rack-4 severity=warning alertname=EncodeSlow service=wattd encode=channel-1
    } | paste -sd , | sed 's/.*/[&]/' | curl -fsS --json @- "http://127.0.0.1:$alertmanager_port/api/v2/alerts"
}

one_fault_is_one_active_alert() {
    send_alerts || return 1
    eventually_prints 'FilesystemFull WattdDown' alerts_of rack-1 &&
        eventually_prints 'GpuPowerThrottled WattdRestarting' alerts_of rack-1 --inhibited &&
        eventually_prints 'GpuLost GpuMemoryErrors' alerts_of rack-2 &&
        eventually_prints 'GpuPowerThrottled NodeEnergyUnusual' alerts_of rack-2 --inhibited &&
        eventually_prints NodeDown alerts_of rack-3 &&
        eventually_prints WattdDown alerts_of rack-3 --inhibited &&
        eventually_prints EncodeStalled alerts_of rack-4 &&
        eventually_prints EncodeSlow alerts_of rack-4 --inhibited
}

mails() { sed -n 's/ (.*//; /rack-/p' "$work/mailbox.log" | sort; }

each_receiver_gets_one_mail_per_node() {
    eventually_prints 'on-call@example.org: [FIRING:1] rack-1
on-call@example.org: [FIRING:1] rack-3
on-call@example.org: [FIRING:1] rack-4
on-call@example.org: [FIRING:2] rack-2
operators@example.org: [FIRING:1] rack-1' mails
}

# Prometheus sends the alerts of the node with problems.
alerts_arrive() { [[ $(alerts_of "$troubled") == *RaplUnreadable* ]]; }
