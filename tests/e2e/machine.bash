# Sourced by tests/checks/systemd: a Debian container without a network, booted with systemd.
# shellcheck shell=bash

machine=artifacts/e2e
root=$machine/root
nspawn='' init='' counters=''

# The binary may require the C library of the build machine, so Debian tests on its own release.
suite() (
    . /etc/os-release
    [[ $ID == debian ]] && echo "$VERSION_CODENAME" || echo bookworm
)

# The base is created once and kept: a minimal Debian with rpm. Checks that run at the same time wait for it.
make_base() (
    mkdir -p "$machine"
    exec 8<"$machine"
    flock 8
    [[ ! -d $machine/base ]] || exit 0
    # What an interrupted creation has mounted there is the host's.
    rm -rf --one-file-system "$machine/base.part"
    mmdebstrap --variant=minbase --include=systemd,systemd-sysv,dbus,udev,procps,curl,jq,rpm "$(suite)" "$machine/base.part" &&
        rm -f "$machine"/base.part/etc/apt/sources.list "$machine"/base.part/etc/apt/sources.list.d/* &&
        mv "$machine/base.part" "$machine/base"
)

# A copy of the base in FOLDER that uses the apt repository in /srv/apt.
new_root() {
    local folder=$1
    rm -rf "$folder"
    cp -a "$machine/base" "$folder"
    mkdir -p "$folder/srv/apt" "$folder/srv/rpm"
    echo 'deb [signed-by=/srv/apt/wattd-archive-keyring.gpg] file:/srv/apt stable main' >"$folder/etc/apt/sources.list"
}

# Publishes the packages in FOLDER as the only ones.
publish() {
    local packages=$1
    rm -rf "$root/srv/apt"
    packaging/apt-repo "$packages" "$root/srv/apt" 2>/dev/null
    # apt reads as a separate user.
    chmod -R a+rX "$root/srv"
}

boot() {
    # systemd needs its own cgroup tree and bpf to enforce DevicePolicy= and IPAddressDeny=.
    SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 systemd-nspawn --quiet -D "$root" -b --system-call-filter=bpf \
        --capability=CAP_BPF,CAP_NET_ADMIN --register=no --keep-unit --settings=no --link-journal=no \
        --private-network --console=pipe --machine="wattd-e2e-$$" >"$machine/console.log" 2>&1 </dev/null &
    nspawn=$!
    tests/e2e/counters "$root/planted" >"$machine/counters.log" 2>&1 &
    counters=$!
    within 60 is_booted
}

is_booted() {
    init=$(pgrep -P "$nspawn" | head -n 1)
    [[ -n $init ]] && [[ $(inside systemctl is-system-running 2>/dev/null) =~ running|degraded ]]
}

power_off() {
    [[ -z $counters ]] || kill "$counters"
    [[ -n $nspawn ]] || return 0
    kill "$nspawn"
    within 30 is_powered_off || kill -KILL "$nspawn"
    wait 2>/dev/null
}

is_powered_off() { ! kill -0 "$nspawn" 2>/dev/null; }

inside() {
    nsenter -t "$init" -a -- /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive "$@"
}

# Retries COMMAND until it succeeds, for SECONDS at most.
within() {
    local seconds=$1 end
    shift
    end=$((SECONDS + seconds))
    until "$@"; do
        ((SECONDS < end)) || { echo "not within $seconds s: $*"; return 1; }
        sleep 0.2
    done
}
