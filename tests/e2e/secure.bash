# Sourced by tests/checks/systemd. Tests what the sandbox of the unit hides, and TLS and passwords in it.
# shellcheck shell=bash disable=SC2154

tls() { inside curl --max-time 5 --cacert /etc/wattd/server.crt "$@"; }
tls_page() { tls -fsS --user alice:fakepassword "https://localhost:${1:-9500}/metrics"; }
subject() { tls -sv https://localhost:9500/ 2>&1 | sed -n 's/^\*  subject: //p'; }

# A certificate with that name and its key, installed as documented.
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

# The message names the drop-in, and with it the certificate is served.
a_hidden_certificate_is_refused_with_its_fix() {
    local drop_in=/etc/systemd/system/wattd.service.d/certificate.conf code=0
    new_certificate elsewhere && mkdir -p "$root/etc/tls" && mv "$root"/etc/wattd/server.{key,crt} "$root/etc/tls" || return 1
    echo 'tls_server_config: {cert_file: /etc/tls/server.crt, key_file: /etc/tls/server.key}' | write /etc/wattd/web-config.yml
    environment WATTD_WEB_CONFIG_FILE=/etc/wattd/web-config.yml
    restart 2>/dev/null
    journal_has "server.crt' does not exist; wattd.service hides .* add BindReadOnlyPaths=/etc/tls under" || code=1
    printf '[Service]\nBindReadOnlyPaths=/etc/tls\n' | write "$drop_in"
    inside systemctl daemon-reload
    restart && within 30 says '^rapl_power_watts' tls --cacert /etc/tls/server.crt -fsS https://localhost:9500/metrics || code=1
    environment
    rm -rf "$root$drop_in" "$root/etc/tls" "$root/etc/wattd/web-config.yml"
    inside systemctl daemon-reload
    restart && serves && ((code == 0))
}

# COMMAND with the capability of the daemon, as its user, in the file system that it sees.
with_the_capability() {
    inside nsenter -t "$(main_pid)" -m -- setpriv --reuid "$(inside id -u wattd)" --regid "$(inside id -g wattd)" \
        --clear-groups --inh-caps -all,+dac_read_search --ambient-caps -all,+dac_read_search "$@"
}

secrets="/boot/initrd /etc/gshadow- /etc/krb5.keytab /etc/letsencrypt/live/node/privkey.pem /etc/NetworkManager/system-connections/lan
    /etc/openvpn/client.key /etc/prometheus/prometheus.yml /etc/puppet/ssl.pem /etc/security/opasswd /etc/shadow- /etc/ssh/ssh_host_key
    /etc/ssl/private/node.key /etc/sudoers /etc/sudoers.d/admins /etc/wireguard/wg0.conf /home/alice/.netrc /mnt/backup/key
    /opt/agent/token /root/.ssh/id_ed25519 /run/secrets/token /srv/www/.htpasswd /usr/local/etc/secret /var/backups/shadow.bak
    /var/lib/prometheus/web.yml /var/log/auth.log /var/spool/cron/crontabs/root"

plant_secrets() {
    local path
    for path in $secrets; do
        inside test -s "$path" || inside install -D -m 600 /dev/stdin "$path" <<<secret
    done
}

# The kernel's counters stand for what the capability is for.
secrets_are_out_of_reach() {
    local path kept=0
    plant_secrets
    restart && serves || return 1
    with_the_capability cat /planted/class/powercap/intel-rapl:0/energy_uj || { echo "the capability reads nothing"; kept=1; }
    for path in $secrets /etc/shadow /etc/gshadow /etc/passwd; do
        inside test -s "$path" || { echo "there is no $path"; kept=1; }
        ! with_the_capability test -s "$path" || { echo "it sees $path"; kept=1; }
    done
    return "$kept"
}

# What it sees of the directories that it sees in part.
only_what_it_needs_is_there() {
    local seen
    seen=$(with_the_capability find /boot /etc /home /media /mnt /opt /root /srv /usr/local/etc /var -type f 2>/dev/null |
        grep -vE '^/etc/(alternatives|wattd|ssl/certs)/')
    echo "$seen"
    [[ $(sort <<<"$seen" | tr '\n' ' ') =~ ^/etc/ld.so.cache\ /etc/localtime\ (/etc/ssl/openssl.cnf\ )?$ ]]
}
