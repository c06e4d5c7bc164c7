# Sourced by tests/checks/systemd. The GPU collector under the whole sandbox of the unit, with a driver that is not one: a
# library and a program that open the driver's device and another, and tell how that went in the GPU's name.
# shellcheck shell=bash disable=SC2154

# The major of NVIDIA's driver, 195, and one that the unit does not name; open to all, so that only the unit can refuse.
driver_is_planted() {
    cc -shared -fPIC -O2 -Wall -Wextra -Werror -s -o "$machine/libnvidia-ml.so.1" tests/e2e/nvml.c &&
        inside mknod -m 666 /dev/nvidiactl c 195 255 && inside mknod -m 666 /dev/other c 10 199 &&
        mkdir -p "$root/usr/local/lib"
}

# Whether systemd in there refuses what a unit does not name: the kernel must let it load BPF programs.
device_policy_holds() {
    local said
    driver_is_planted || return 1
    said=$(inside systemd-run --quiet --pipe --wait -p DevicePolicy=closed sh -c ': </dev/other' 2>&1)
    [[ $said == *'Operation not permitted'* ]]
}

gpu_page_has() { says "$1" page 9505; }

told_by() {
    local uuid=$1 watts=$2 name='nvidiactl allowed, other Operation not permitted'
    within 30 gpu_page_has "^gpu_power_draw_watts\{.*gpu_name=\"$name\".*gpu_uuid=\"$uuid\".*\} $watts\$" && return
    page 9505 | grep '^gpu'
    return 1
}

# It comes while the daemon runs, as when somebody installs the driver.
nvidia_smi_is_read() {
    restart && serves && gpu_page_has '^gpu_count 0' || return 1
    install -m 755 tests/e2e/nvidia-smi "$root/usr/local/bin/nvidia-smi"
    told_by GPU-e2e-nvidia-smi 75.5 && journal_has 'GPU readings come from nvidia-smi'
}

nvml_is_read() {
    install -m 644 "$machine/libnvidia-ml.so.1" "$root/usr/local/lib/libnvidia-ml.so.1"
    inside ldconfig
    restart && serves && told_by GPU-e2e-nvml 123.5 && no_page_is_writable_and_executable &&
        inside grep -q libnvidia-ml "/proc/$(main_pid)/maps" && inside systemctl status --no-pager wattd | grep -i gpu
    local code=$?
    rm -f "$root/usr/local/lib/libnvidia-ml.so.1" "$root/usr/local/bin/nvidia-smi" "$root/etc/ld.so.cache"
    inside ldconfig
    inside rm -f /dev/nvidiactl /dev/other
    return "$code"
}
