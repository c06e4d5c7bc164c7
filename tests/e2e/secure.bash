# Sourced by tests/checks/systemd. TLS and passwords through the unit's sandbox.
# shellcheck shell=bash disable=SC2154

tls() { inside curl --max-time 5 --cacert /etc/wattd/server.crt "$@"; }
tls_page() { tls -fsS --user alice:fakepassword "https://localhost:${1:-9500}/metrics"; }
subject() { tls -sv https://localhost:9500/ 2>&1 | sed -n 's/^\*  subject: //p'; }

# A certificate of that name and its key, as an operator installs them.
new_certificate() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=$1" \
        -addext subjectAltName=DNS:localhost -keyout "$machine/server.key" -out "$machine/server.crt" 2>/dev/null
    install -m 640 "$machine"/server.{key,crt} "$root/etc/wattd" &&
        inside chgrp wattd /etc/wattd/server.key /etc/wattd/server.crt
}

tls_is_served_from_the_sandbox() {
    local code
    new_certificate first && write /etc/wattd/web-config.yml <<'END'
tls_server_config: {cert_file: server.crt, key_file: server.key}
basic_auth_users: {alice: $2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi}
END
    environment WATTD_WEB_CONFIG_FILE=/etc/wattd/web-config.yml
    restart && within 30 says '^rapl_power_watts' tls_page && within 30 says '^gpu_count' tls_page 9505 &&
        ! page >/dev/null 2>&1 && [[ $(subject) == CN=first ]] &&
        says '^ok +cpu.port .* served by a running wattd' \
            inside wattd check --web.config.file=/etc/wattd/web-config.yml &&
        new_certificate second && within 10 says CN=second subject
    code=$?
    environment
    rm -f "$root"/etc/wattd/{web-config.yml,server.key,server.crt}
    restart && serves && ((code == 0))
}
