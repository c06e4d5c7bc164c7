# Sourced by tests/checks/image. Who may read the energy counters in a container: a tree like the kernel's, which only root can
# read, mounted elsewhere than on /sys, where container runtimes hide it.
# shellcheck shell=bash disable=SC2154

counters=''

plant_counters() {
    tests/e2e/counters "$podman/sys" >"$podman/counters.log" &
    counters=$!
    shows ready cat "$podman/counters.log"
}

counters_gone() { [[ -z $counters ]] || { kill "$counters" && wait "$counters"; } 2>/dev/null; }

# The CPU service as documented: nothing of the file system can be written, and only these folders of the host are seen.
start_reading() {
    local powercap=class/powercap devices=devices/virtual/powercap
    start --read-only --volume "$podman/sys/$powercap:/host/sys/$powercap:ro" \
        --volume "$podman/sys/$devices:/host/sys/$devices:ro" --env WATTD_PATH_SYSFS=/host/sys "$@"
}

reads() { start_reading "$@" "$image" && shows 'rapl_power_watts{zone="package_0"' page; }

is_denied() {
    start_reading "$@" "$image" && shows 'wattd_collector_down_reason{collector="cpu",reason="permission_denied"} 1' page &&
        page | grep -x 'rapl_zones_discovered 4' && ! page | grep '^rapl_power_watts{'
}

root_without_a_capability_reads() { reads --user 0:0 --cap-drop ALL --security-opt no-new-privileges; }

the_user_of_the_image_is_denied() { is_denied --cap-drop ALL && podman logs wattd 2>&1 | grep 'permission denied'; }

# podman makes the capability ambient, docker does not.
with_the_capability_it_reads_in_podman() {
    reads --cap-drop ALL --cap-add DAC_READ_SEARCH &&
        reads --cap-drop ALL --cap-add DAC_READ_SEARCH --security-opt no-new-privileges
}

with_the_group_of_the_counters_it_reads() {
    local code
    chgrp 4242 "$podman"/sys/devices/virtual/powercap/intel-rapl/{*/,*/*/}energy_uj &&
        chmod 440 "$podman"/sys/devices/virtual/powercap/intel-rapl/{*/,*/*/}energy_uj
    reads --cap-drop ALL --security-opt no-new-privileges --group-add 4242 && is_denied --cap-drop ALL
    code=$?
    chmod 400 "$podman"/sys/devices/virtual/powercap/intel-rapl/{*/,*/*/}energy_uj
    return "$code"
}

root_of_a_user_namespace_is_denied() {
    is_denied --user 0:0 --uidmap 0:100000:65536 --gidmap 0:100000:65536 --cap-add DAC_READ_SEARCH
}

# Why the binary in the image has no file capability: the kernel refuses to execute it where the capability is dropped.
a_file_capability_needs_the_capability() {
    local binary=$podman/capable said
    install -m 755 artifacts/linux-x64/wattd "$binary" && setcap cap_dac_read_search=ep "$binary" || return 1
    reads --volume "$binary:/usr/bin/wattd:ro,suid" --cap-drop ALL --cap-add DAC_READ_SEARCH || return 1
    said=$(podman run --rm --volume "$binary:/usr/bin/wattd:ro,suid" --cap-drop ALL "$image" --version 2>&1) && return 1
    grep 'Operation not permitted' <<<"$said" || { echo "$said"; return 1; }
}
