# Sourced by tests/checks/image. Runs the image: a daemon in the container `wattd`, on the network of the host.
# shellcheck shell=bash disable=SC2154

cpu=19521 gpu=19522

# `start OPTION... IMAGE ARGUMENT...` replaces the container. It takes the options of podman run.
start() {
    stop
    podman run --quiet --detach --name wattd --env WATTD_CPU_PORT=$cpu --env WATTD_GPU_PORT=$gpu \
        --env WATTD_WEB_LISTEN_ADDRESS=127.0.0.1 --env WATTD_DISCOVERY_INTERVAL=1s "$@" >/dev/null
}

stop() { podman rm --force --ignore --time 0 wattd >/dev/null; }

page() { curl -fsS --max-time 5 "http://localhost:${1:-$cpu}/metrics"; }

# Retries for a minute until a line of the output of COMMAND is or starts with TEXT.
shows() {
    local text=$1 end=$((SECONDS + 60)) said
    shift
    while ((SECONDS < end)); do
        said=$("$@" 2>&1)
        [[ $'\n'$said != *$'\n'"$text"* ]] || return 0
        sleep 0.1
    done
    echo "no line '$text':"
    echo "$said"
    podman logs wattd
    return 1
}

exit_code() { podman wait wattd; }

load() {
    local architecture
    for architecture in amd64 arm64; do
        podman load --quiet --input "$images/wattd-$version-$architecture.docker.tar" &&
            podman tag "wattd:$version" "localhost/wattd:$architecture" || return 1
    done
}

image=localhost/wattd:amd64

the_index_is_loaded() {
    podman load --quiet --input "$images/wattd-$version.oci.tar" &&
        [[ $(podman run --rm "localhost/wattd:$version" --version) == "wattd $version" ]]
}

it_serves_and_ends_with_code_0() {
    start "$image" --simulate on && shows 'rapl_power_watts{' page && shows 'gpu_power_draw_watts{' page $gpu &&
        podman kill --signal TERM wattd >/dev/null && [[ $(exit_code) == 0 ]]
}

# Without a registration of the emulator for the whole machine.
arm64_serves_and_ends_with_code_0() {
    start --arch arm64 --volume "$(command -v qemu-aarch64-static):/qemu:ro" --entrypoint '["/qemu", "/usr/bin/wattd"]' \
        localhost/wattd:arm64 --simulate on && shows 'rapl_power_watts{' page && shows 'gpu_power_draw_watts{' page $gpu &&
        page | grep 'wattd_build_info{.*architecture="arm64"' && podman kill --signal TERM wattd >/dev/null && [[ $(exit_code) == 0 ]]
}

health_is_the_exit_code() {
    local said
    start "$image" --simulate on && shows 'rapl_power_watts{' page || return 1
    podman exec wattd /usr/bin/wattd health || return 1
    said=$(podman exec --env WATTD_CPU_PORT=19523 wattd /usr/bin/wattd health 2>&1)
    (($? == 1)) && grep 'http://127.0.0.1:19523: Connection refused' <<<"$said" || { echo "$said"; return 1; }
    start --user 0:0 --tmpfs /run "$image" --simulate on && shows OK podman exec wattd /usr/bin/wattd health
}

it_serves_tls() {
    local tls=$podman/tls
    mkdir "$tls" && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=wattd \
        -addext subjectAltName=DNS:localhost -keyout "$tls/server.key" -out "$tls/server.crt" 2>/dev/null
    echo 'tls_server_config: {cert_file: server.crt, key_file: server.key}' >"$tls/web-config.yml"
    chown -R 65532:65532 "$tls"
    start --read-only --cap-drop ALL --volume "$tls:/etc/wattd/tls:ro" \
        --env WATTD_WEB_CONFIG_FILE=/etc/wattd/tls/web-config.yml "$image" --simulate on &&
        shows 'rapl_power_watts{' curl -fsS --cacert "$tls/server.crt" "https://localhost:$cpu/metrics" &&
        podman exec wattd /usr/bin/wattd health --web.config.file=/etc/wattd/tls/web-config.yml
}

# The folders in which NVIDIA's container runtime mounts the libraries: that of Debian, and that of other distributions.
nvml_is_found_in() {
    local folder=$1 library=$podman/libnvidia-ml.so.1
    [[ -e $library ]] || cc -shared -fPIC -O2 -Wall -Wextra -Werror -s -o "$library" tests/e2e/nvml.c || return 1
    start --read-only --cap-drop ALL --volume "$library:$folder/libnvidia-ml.so.1:ro" "$image" &&
        shows 'gpu_power_draw_watts{' page $gpu && page $gpu | grep 'gpu_power_draw_watts{.*gpu_uuid="GPU-e2e-nvml".* 123.5$'
}

docker_copies_the_binary() {
    docker load --quiet --input "$images/wattd-$version-amd64.docker.tar" &&
        docker create --name copied "wattd:$version" && docker cp copied:/usr/bin/wattd "$podman/copied" && docker rm copied &&
        cmp "$podman/copied" artifacts/linux-x64/wattd
}
