# Sourced by tests/checks/systemd. Tests the examples that the package installs.
# shellcheck shell=bash disable=SC2154

locked_down_it_serves() {
    local drop_in=/etc/systemd/system/wattd.service.d/lock-down.conf pid
    sed 's:/sys/:/planted/:' "$root/usr/share/doc/wattd/examples/powercap.conf" | write /etc/tmpfiles.d/wattd-powercap.conf
    write "$drop_in" <"$root/usr/share/doc/wattd/examples/lock-down.conf"
    inside systemctl daemon-reload && inside systemctl stop wattd && inside systemctl enable --quiet --now wattd.socket &&
        inside systemctl start wattd && serves && power_is_right && inside wattd release gpu && inside wattd resume gpu || return 1
    pid=$(main_pid)
    ! inside grep -E '^Cap(Eff|Prm|Bnd|Amb):\s0*[1-9a-f]' "/proc/$pid/status" || return 1
    [[ $(inside readlink "/proc/$pid/ns/net") != $(inside readlink /proc/1/ns/net) ]] || { echo "it has the network of the container"; return 1; }
    [[ $(inside nsenter -t "$pid" -n sed -n 's/:.*//p' /proc/net/dev) =~ ^[[:space:]]*lo$ ]] || { echo "it has an interface"; return 1; }
    inside nsenter -t "$pid" -n cat /proc/net/tcp /proc/net/tcp6 | grep -v local_address && { echo "it opened sockets itself"; return 1; }
    return 0
}

lock_down_is_reverted() {
    inside systemctl disable --quiet --now wattd.socket
    inside systemctl stop wattd
    rm -f "$root/etc/systemd/system/wattd.service.d/lock-down.conf" "$root/etc/tmpfiles.d/wattd-powercap.conf"
    chmod 400 "$root"/planted/devices/virtual/powercap/*/*/energy_uj "$root"/planted/devices/virtual/powercap/*/*/*/energy_uj
    inside systemctl daemon-reload && inside systemctl start wattd && serves
}

group_read_serves_without_a_capability() {
    local drop_in=/etc/systemd/system/wattd.service.d/group-read.conf
    sed 's:/sys/:/planted/:' "$root/usr/share/doc/wattd/examples/powercap.conf" | write /etc/tmpfiles.d/wattd-powercap.conf
    write "$drop_in" <"$root/usr/share/doc/wattd/examples/group-read.conf"
    inside systemctl daemon-reload && restart && serves
    local code=$?
    inside grep -E '^Cap(Prm|Amb):\s0*[1-9a-f]' "/proc/$(main_pid)/status" && code=1
    rm -f "$root$drop_in" "$root/etc/tmpfiles.d/wattd-powercap.conf"
    return "$code"
}
