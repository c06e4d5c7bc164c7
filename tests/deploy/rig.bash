# Sourced by tests/checks/deploy. A small fleet on loopback, and a real Prometheus that scrapes it by the configuration
# that we ship:
#   127.0.0.1  a simulated encode node
#   127.0.0.2  a node in trouble: no RAPL, one GPU lost, the other too hot and to be reset
#   127.0.0.3  a node that is off
# shellcheck shell=bash disable=SC2154

whole=127.0.0.1 troubled=127.0.0.2 off=127.0.0.3
started=()

free_ports() {
    python3 -c '
import socket, sys
sockets = [socket.socket() for _ in range(int(sys.argv[1]))]
for each in sockets:
    each.bind(("", 0))
print(*(each.getsockname()[1] for each in sockets))' "$1"
}

# begin NAME COMMAND...: runs it in the background, its log in $work/NAME.log, until stop_all.
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

# within SECONDS COMMAND...: asks again until it holds.
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

# The document of a machine with a lost GPU, whose other GPU the driver wants reset.
plant_trouble() {
    mkdir -p "$work/no-rapl"
    sed '0,/<gpu_recovery_action>None/s//<gpu_recovery_action>Reset/' \
        tests/Wattd.Tests/Collectors/Gpu/NvidiaSmi/Fixtures/lost.xml >"$work/trouble.xml"
    printf '#!/bin/sh\nexec cat "%s"\n' "$work/trouble.xml" >"$work/nvidia-smi"
    chmod +x "$work/nvidia-smi"
}

# Our configuration, with these targets in the place of localhost. Time runs faster: the rules' minutes are seconds.
plant_prometheus() {
    local address targets=
    for address in "$whole" "$troubled" "$off"; do
        targets+="          - $address:$cpu_port\n          - $address:$gpu_port\n"
    done
    mkdir -p "$work/prometheus/rules"
    sed -e 's/_interval: 15s/_interval: 1s/' -e "s/ *- localhost:9500/$targets/" -e '/localhost:9505/d' \
        deploy/prometheus/prometheus.yml >"$work/prometheus/prometheus.yml"
    for address in deploy/prometheus/rules/*.yml; do
        sed -e 's/interval: [15]m/interval: 1s/' -e 's/5m/5s/g' "$address" >"$work/prometheus/rules/${address##*/}"
    done
    promtool check config "$work/prometheus/prometheus.yml"
}

asked() { curl -fsS --max-time 5 --get "http://127.0.0.1:$prometheus_port/api/v1/query" --data-urlencode "query=$1"; }
answers() { [[ $(asked "$1" 2>/dev/null) == *'"value":'* ]]; }

the_fleet_is_up() {
    read -r cpu_port gpu_port prometheus_port <<<"$(free_ports 3)"
    plant_trouble
    plant_prometheus || return 1
    begin_node "$whole" --simulate on
    begin_node "$troubled" --path.sysfs "$work/no-rapl" --gpu.source nvidia-smi --gpu.nvidia-smi "$work/nvidia-smi" \
        --gpu.interval 1s --discovery.interval 1s
    begin prometheus prometheus --config.file "$work/prometheus/prometheus.yml" \
        --storage.tsdb.path "$work/prometheus/data" --web.listen-address "127.0.0.1:$prometheus_port"
    within 60 answers "node:energy_kwh:increase1d{node=\"$whole\"}" &&
        within 20 answers "gpu_up{node=\"$troubled\"} == 0" &&
        within 20 answers "rapl_available{node=\"$troubled\"} == 0"
}
