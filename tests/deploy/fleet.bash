# Sourced by tests/checks/deploy and tests/deploy/draw-dashboards, after rig.bash. Runs a Prometheus with one hour of data of a
# large simulated fleet.
# shellcheck shell=bash disable=SC2154

# begin_a_large_fleet [DAYS]: sets large_fleet to the address. The data contains the energy of DAYS.
begin_a_large_fleet() {
    local pages=tests/Wattd.Tests/Metrics/Golden data=$work/fleet
    large_fleet=127.0.0.1:$(free_ports 1)
    mkdir -p "$data"
    python3 tests/deploy/fleet.py "$pages/cpu.txt" "$pages/gpu.txt" "${1:-0}" >"$data/fleet.txt" || return 1
    # One block, because promtool reads the whole file for each block.
    promtool tsdb create-blocks-from openmetrics --quiet --max-block-duration=744h "$data/fleet.txt" "$data/blocks" || return 1
    echo 'global: {}' >"$data/prometheus.yml"
    begin fleet prometheus --config.file "$data/prometheus.yml" --storage.tsdb.path "$data/blocks" \
        --storage.tsdb.retention.time=31d --web.listen-address "$large_fleet"
    within 30 curl -fs "http://$large_fleet/-/ready"
}
