# Sourced by the checks that run the image: podman with a store of its own, and its API for the docker CLI.
#
#   podman_here NAME   sets podman up, or prints `skip NAME: reason` and ends the script. Call it first: it starts the script
#                      again in namespaces of its own. Sets $podman, a folder for the files of the check.
#   docker_socket      starts podman's API; from here on the docker CLI and docker-compose use it
#   podman_gone        removes containers, store, cgroups and processes: `trap podman_gone EXIT`
#
# Use the network of the host or none: the bridge of podman changes iptables, forwarding and /run/netns.
# shellcheck shell=bash

podman='' podman_service=''
# Folders that podman and crun create whatever the configuration: a cache, and the state of containers.
podman_folders=(/var/lib/containers/cache /var/lib/containers /run/crun)

# The image is built as root, and a container without root would need subordinate ids.
podman_here() {
    local name=$1 tool reason
    [[ $EUID == 0 ]] || { skip "$name" "needs root"; finish; }
    for tool in buildah podman skopeo crun unshare cc; do
        have "$name" "$tool" || finish
    done
    if [[ -z ${PODMAN_NAMESPACE:-} ]]; then
        unshare --mount --pid --fork --mount-proc true 2>/dev/null || { skip "$name" "no mount namespace can be created here"; finish; }
        # What podman mounts and starts ends with the namespaces.
        PODMAN_NAMESPACE=1 exec unshare --mount --pid --fork --kill-child=TERM --mount-proc "$BASH" "tests/checks/${0##*/}"
    fi
    podman=$(mktemp -d)
    [[ ! -e ${podman_folders[0]} ]] || podman_folders=()
    own_configuration
    if ! reason=$({ own_cgroups && runs_a_container; } 2>&1); then
        podman_gone
        skip "$name" "podman cannot run a container here: ${reason##*$'\n'}"
        finish
    fi
}

# The limits are below those that podman asks for, which a root without CAP_SYS_RESOURCE cannot raise. Locks in files, since
# those in /dev/shm are shared with other stores.
own_configuration() {
    mkdir "$podman/docker"
    cat >"$podman/storage.conf" <<END
[storage]
driver = "vfs"
graphroot = "$podman/store"
runroot = "$podman/run"
END
    cat >"$podman/containers.conf" <<END
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
netns = "host"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
runtime = "crun"
tmp_dir = "$podman/engine"
END
    export CONTAINERS_STORAGE_CONF=$podman/storage.conf CONTAINERS_CONF=$podman/containers.conf
    # The configuration of the docker CLI, which podman reads too. Its buildkit is a plugin that podman does not serve.
    echo '{}' >"$podman/docker/config.json"
    export DOCKER_CONFIG=$podman/docker DOCKER_BUILDKIT=0
}

# crun refuses a hybrid hierarchy of cgroups: in this namespace the second version is hidden.
own_cgroups() {
    ! mountpoint --quiet /sys/fs/cgroup/unified || mount -t tmpfs tmpfs /sys/fs/cgroup/unified
}

runs_a_container() {
    mkdir "$podman/root" && cc -static -o "$podman/root/true" -x c - <<<'int main(void) { return 0; }' &&
        podman run --quiet --rm --rootfs "$podman/root" /true
}

docker_socket() {
    local socket=$podman/podman.sock
    podman system service --time 0 "unix://$socket" >"$podman/service.log" 2>&1 &
    podman_service=$!
    for _ in {1..100}; do
        [[ -S $socket ]] && break
        sleep 0.1
    done
    export DOCKER_HOST=unix://$socket
    [[ -S $socket ]] || { cat "$podman/service.log"; return 1; }
}

# Containers that were killed may take a moment to leave their cgroups. Only empty folders can be removed, so those of other
# containers stay.
podman_gone() {
    [[ -n $podman ]] || return 0
    [[ -z $podman_service ]] || { kill "$podman_service" && wait "$podman_service"; } 2>/dev/null
    podman rm --all --force --time 0 >/dev/null 2>&1
    umount /sys/fs/cgroup/unified 2>/dev/null
    for _ in {1..50}; do
        find /sys/fs/cgroup -depth -type d -path '*/libpod_parent*' -exec rmdir {} \; 2>/dev/null
        rm -rf "$podman" 2>/dev/null && [[ -z $(find /sys/fs/cgroup -name libpod_parent) ]] && break
        sleep 0.1
    done
    if ((${#podman_folders[@]})); then
        rm -f "${podman_folders[0]}"/*.boltdb
        rmdir "${podman_folders[@]}" 2>/dev/null
    fi
    podman=''
}
