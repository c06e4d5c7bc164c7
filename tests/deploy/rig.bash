# Sourced by tests/checks/deploy. A small fleet on loopback, and a Prometheus that scrapes it with the shipped
# configuration:
#   127.0.0.1  a simulated encode node
#   127.0.0.2  a node with problems: no RAPL, one GPU lost, the other too hot and in need of a reset
#   127.0.0.3  a node that is off
#   127.0.0.4  a node without a GPU, with default settings
#   127.0.0.5  a node with gpu = off, whose closed port is still a target
# shellcheck shell=bash disable=SC2154

whole=127.0.0.1 troubled=127.0.0.2 off=127.0.0.3 without_gpu=127.0.0.4 closed=127.0.0.5
started=()
# Python must not write its cache to the sources.
export PYTHONDONTWRITEBYTECODE=1

free_ports() {
    python3 -c '
import socket, sys
sockets = [socket.socket() for _ in range(int(sys.argv[1]))]
for each in sockets:
    each.bind(("", 0))
print(*(each.getsockname()[1] for each in sockets))' "$1"
}

# begin NAME COMMAND...: runs it in the background until stop_all, with its log in $work/NAME.log.
begin() {
    local name=$1
    shift
    "$@" >"$work/$name.log" 2>&1 &
    started+=($!)
}

stop_all() {
    ((${#started[@]} == 0)) || kill "${started[@]}" 2>/dev/null
    wait
    started=()
}

# within SECONDS COMMAND...: retries until it succeeds.
within() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.2
    done
}

begin_node() {
    local address=$1
    shift
    begin "node-$address" artifacts/linux-x64/wattd --web.listen-address "$address" \
        --cpu.port "$cpu_port" --gpu.port "$gpu_port" "$@"
}

# The document of a machine with a lost GPU and one that needs a reset.
prepare_troubled_node() {
    mkdir -p "$work/no-rapl"
    sed '0,/<gpu_recovery_action>None/s//<gpu_recovery_action>Reset/' \
        tests/Wattd.Tests/Collectors/Gpu/NvidiaSmi/Fixtures/lost.xml >"$work/trouble.xml"
    printf '#!/bin/sh\nexec cat "%s"\n' "$work/trouble.xml" >"$work/nvidia-smi"
    chmod +x "$work/nvidia-smi"
}

# A machine with one RAPL zone and no GPU.
prepare_cpu_only_node() {
    local zone=$work/cpu-only/class/powercap/intel-rapl:0
    mkdir -p "$zone"
    echo package-0 >"$zone/name"
    echo 1000000 >"$zone/energy_uj"
    echo 262143328850 >"$zone/max_energy_range_uj"
}

# The shipped configuration with these targets instead of localhost, and seconds instead of minutes in the rules.
prepare_prometheus() {
    local address targets=
    for address in "$whole" "$troubled" "$off" "$without_gpu" "$closed"; do
        targets+="          - $address:$cpu_port\n          - $address:$gpu_port\n"
    done
    mkdir -p "$work/prometheus/rules"
    sed -e 's/_interval: 15s/_interval: 1s/' -e "s/ *- localhost:9500/$targets/" -e '/localhost:9505/d' \
        -e "s/localhost:9093/127.0.0.1:$alertmanager_port/" \
        deploy/prometheus/prometheus.yml >"$work/prometheus/prometheus.yml"
    for address in deploy/prometheus/rules/*.yml; do
        sed -e 's/interval: [145]m/interval: 1s/' -e 's/5m/5s/g; s/offset 1d/offset 1s/' "$address" \
            >"$work/prometheus/rules/${address##*/}"
    done
    # The names of the recorded series must not change.
    sed -i 's/increase5s/increase5m/g' "$work"/prometheus/rules/*.yml
    promtool check config "$work/prometheus/prometheus.yml"
}

query() { curl -fsS --max-time 5 --get "http://127.0.0.1:$prometheus_port/api/v1/query" --data-urlencode "query=$1"; }
answers() { [[ $(query "$1" 2>/dev/null) == *'"value":'* ]]; }

the_fleet_is_up() {
    read -r cpu_port gpu_port prometheus_port alertmanager_port <<<"$(free_ports 4)"
    prepare_troubled_node
    prepare_cpu_only_node
    prepare_prometheus || return 1
    begin_node "$whole" --simulate on
    begin_node "$troubled" --path.sysfs "$work/no-rapl" --gpu.source nvidia-smi --gpu.nvidia-smi "$work/nvidia-smi" \
        --gpu.interval 1s --discovery.interval 1s
    begin_node "$without_gpu" --path.sysfs "$work/cpu-only"
    begin_node "$closed" --path.sysfs "$work/cpu-only" --gpu off
    begin prometheus prometheus --config.file "$work/prometheus/prometheus.yml" --rules.alert.resend-delay 5s \
        --storage.tsdb.path "$work/prometheus/data" --web.listen-address "127.0.0.1:$prometheus_port"
    within 60 answers "node:energy_kwh:increase1d{node=\"$whole\"}" &&
        within 20 answers "gpu_up{node=\"$troubled\"} == 0" &&
        within 20 answers "rapl_available{node=\"$troubled\"} == 0"
}
