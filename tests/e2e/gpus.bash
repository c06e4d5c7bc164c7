# Sourced by tests/checks/systemd. Tests the GPU collector in the sandbox of the unit with a stub of the driver: a library
# and a program that open the device of the driver and another device, and report the results in the name of the GPU.
# shellcheck shell=bash disable=SC2154

# The major number of the NVIDIA driver, 195, and one that the unit does not allow. Both have mode 666, so that only the
# unit can deny access.
install_driver_stub() {
    cc -shared -fPIC -O2 -Wall -Wextra -Werror -s -o "$machine/libnvidia-ml.so.1" tests/e2e/nvml.c &&
        inside mknod -m 666 /dev/nvidiactl c 195 255 && inside mknod -m 666 /dev/other c 10 199 &&
        mkdir -p "$root/usr/local/lib"
}

# Whether systemd in the container can enforce device policies: the kernel must allow it to load BPF programs.
device_policy_is_enforced() {
    local said
    install_driver_stub || return 1
    said=$(inside systemd-run --quiet --pipe --wait -p DevicePolicy=closed sh -c ': </dev/other' 2>&1)
    [[ $said == *'Operation not permitted'* ]]
}

gpu_page_has() { says "$1" page 9505; }

reported_by() {
    local uuid=$1 watts=$2 name='nvidiactl allowed, other Operation not permitted'
    within 30 gpu_page_has "^gpu_power_draw_watts\{.*gpu_name=\"$name\".*gpu_uuid=\"$uuid\".*\} $watts\$" && return
    page 9505 | grep '^gpu'
    return 1
}

# Installed while the daemon runs, like a driver.
nvidia_smi_is_read() {
    restart && serves && gpu_page_has '^gpu_count 0' || return 1
    install -m 755 tests/e2e/nvidia-smi "$root/usr/local/bin/nvidia-smi"
    reported_by GPU-e2e-nvidia-smi 75.5 && journal_has 'GPU readings come from nvidia-smi'
}

# A process that has the library neither mapped nor open has no session with the driver.
gpus_are_released() {
    inside wattd release gpu && ! inside grep -q libnvidia-ml "/proc/$(main_pid)/maps" &&
        within 10 gpu_page_has '^wattd_collector_down_reason\{collector="gpu",reason="released"\} 1$' &&
        journal_has 'The GPUs are released on request until' && inside wattd health &&
        inside wattd resume gpu && reported_by GPU-e2e-nvml 123.5
}

# It comes into a directory of the dynamic loader while the daemon runs: the unit has the loader's cache of the start. In a
# directory that only the new cache names, it is found by a restart.
nvml_is_read() {
    local own=$root/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1
    install -m 644 "$machine/libnvidia-ml.so.1" "$own"
    inside ldconfig
    reported_by GPU-e2e-nvml 123.5 || { rm -f "$own"; return 1; }
    mv "$own" "$root/usr/local/lib/libnvidia-ml.so.1"
    inside ldconfig
    restart && serves && reported_by GPU-e2e-nvml 123.5 && no_page_is_writable_and_executable &&
        inside grep -q libnvidia-ml "/proc/$(main_pid)/maps" && gpus_are_released && inside systemctl status --no-pager wattd | grep -i gpu
    local code=$?
    rm -f "$root/usr/local/lib/libnvidia-ml.so.1" "$root/usr/local/bin/nvidia-smi" "$root/etc/ld.so.cache"
    inside ldconfig
    inside rm -f /dev/nvidiactl /dev/other
    return "$code"
}
