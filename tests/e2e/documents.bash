# Sourced by tests/checks/systemd. Runs the commands of the documents in the booted system, with its systemd, apt and
# journal. Replaced are: sudo, because all commands run as root; the web server of the apt repository, by a folder; /sys
# without its cgroups, by a simulation; the old exporters, by a server of stored pages.
# shellcheck shell=bash disable=SC2154

# shellcheck source=tests/documents.bash
. tests/documents.bash

# The documents that change the system, in order; the commands of the others run on a machine with wattd.
changing='install|migration|security|web-config'

prepare_documents() {
    printf '#!/bin/sh\nexec "$@"\n' | write /usr/bin/sudo
    chmod 755 "$root/usr/bin/sudo"
    echo 'APT::Get::Assume-Yes "true";' | write /etc/apt/apt.conf.d/90yes
    install -m 755 tests/e2e/old/nvidia-smi "$root/usr/local/bin/nvidia-smi"
    install -D -m 644 tests/Wattd.Tests/Collectors/Gpu/NvidiaSmi/Fixtures/driver-570.xml "$root/usr/local/share/old/nvidia-smi.xml"
    install -m 644 -t "$root/usr/local/share/old" tests/e2e/old/{exporter.pl,cpu_exporter.txt,gpu_exporter.txt}
    write /etc/systemd/system/cpu_exporter.service <tests/e2e/old/cpu_exporter.service
    write /etc/systemd/system/gpu_exporter.service <tests/e2e/old/gpu_exporter.service
    mkdir -p "$root/etc/yum.repos.d" "$root/var/lib/prometheus/node-exporter"
    environment
    inside systemctl daemon-reload
}

clean_up_documents() {
    apt purge wattd
    inside systemctl disable --quiet --now cpu_exporter gpu_exporter
    rm -rf "$root/usr/bin/sudo" "$root/usr/local/bin/nvidia-smi" "$root/usr/local/share/old" "$root"/etc/systemd/system/[cg]pu_exporter.service "$root/etc/systemd/system/channel-1.service.d" \
        "$root/etc/apt/apt.conf.d/90yes" "$root/etc/systemd/system/wattd.service.d" "$root"/etc/modules-load.d/{intel-rapl,acpi-power-meter}.conf \
        "$root/etc/yum.repos.d" "$root/var/lib/prometheus"
    environment
    inside systemctl daemon-reload
}

# Adapts the commands of a document to the container.
adapted() {
    sed -E -e 's#https://apt.example.org/wattd#file:///srv/apt#g; s#(^| )/sys/#\1/planted/#g' \
        -e 's#/planted/fs/cgroup#/sys/fs/cgroup#g' \
        -e "s#\./wattd_1\.0\.0_#/srv/apt/pool/main/w/wattd/wattd_${version}_#"
}

# Runs every block in a separate shell; after each, COMMAND must succeed.
walk_inside() {
    local document=$1 block walked=0
    shift
    while IFS= read -r -d '' block <&3; do
        [[ $block == *[![:space:]]* ]] || continue
        # The system has no ffmpeg: tests/checks/documents runs these.
        ! is_about_encodes "$block" || continue
        inside env WATTD_PATH_SYSFS=/planted bash -ec "$block" || { printf 'failed:\n%s\n' "$block"; return 1; }
        "$@" || { printf '%s failed after:\n%s\n' "$*" "$block"; return 1; }
        walked=$((walked + 1))
    done 3< <(runnable_blocks "$document" | adapted)
    ((walked > 0))
}

# Starts and ends without wattd.
installation_works() {
    local code
    mv "$root/etc/apt/sources.list" "$root/etc/apt/sources.list.away"
    walk_inside docs/install.md true && [[ $(package_state) != installed ]] && user_exists
    code=$?
    rm -f "$root/etc/apt/sources.list.d/wattd.list" "$root/usr/share/keyrings/wattd-archive-keyring.gpg"
    mv "$root/etc/apt/sources.list.away" "$root/etc/apt/sources.list"
    environment
    apt update
    return "$code"
}

# The results of the comparisons that the document describes.
pages_differ_as_documented() {
    local line
    for line in 'no name is lost' 'the same' '> rapl_energy_joules_total' '< rapl_power_watts{zone="package_0"}'; do
        grep -qxF -- "$line" "$machine/migration" || { echo "no line: $line"; return 1; }
    done
    # No series of a GPU is missing.
    ! grep '^< gpu_[a-z_]*{gpu_id' "$machine/migration"
}

# On either port; the page of the old exporter has no packages.
watts_are_there() { says '^rapl_power_watts\{.*package=' page 9510 || says '^rapl_power_watts\{.*package=' page; }
watts_appear() { within 30 watts_are_there; }

# Starts with the old exporters on their ports, and also runs the commands for going back.
migration_works() {
    inside systemctl enable --quiet --now cpu_exporter gpu_exporter && within 10 page 9505 >/dev/null || return 1
    walk_inside docs/migration.md watts_appear >"$machine/migration" 2>&1 && pages_differ_as_documented &&
        is_active cpu_exporter && is_active && says '^rapl_power_watts' page 9510
    local code=$?
    ((code == 0)) || cat "$machine/migration"
    inside systemctl disable --quiet --now cpu_exporter gpu_exporter
    environment
    apt purge wattd
    return "$code"
}

# A boot restores the modes of the counters.
as_after_a_boot() {
    chmod 400 "$root"/planted/devices/virtual/powercap/*/*/energy_uj "$root"/planted/devices/virtual/powercap/*/*/*/energy_uj
}

serves_as_after_a_boot() { serves && as_after_a_boot; }

security_works() {
    apt install wattd && sed -i 's:/sys/:/planted/:' "$root/usr/share/doc/wattd/examples/powercap.conf" && restart &&
        walk_inside docs/security.md serves_as_after_a_boot
    local code=$?
    rm -rf "$root/etc/systemd/system/wattd.service.d" "$root/etc/tmpfiles.d/wattd-powercap.conf"
    write /etc/wattd/wattd.conf <packaging/wattd.conf
    inside systemctl daemon-reload
    restart
    return "$code"
}

# With the certificate of tests/e2e/secure.bash and the first example of the document.
web_configuration_works() {
    local code
    serves && new_certificate documents && mv "$root"/etc/wattd/server.{key,crt} "$root" || return 1
    awk '/^```/ { if (inside) exit; inside = $0 == "```yaml"; next } inside' docs/web-config.md | write /web-config.yml
    walk_inside docs/web-config.md true &&
        within 30 says '^rapl_power_watts' tls -fsS --user prometheus:fakepassword https://localhost:9500/metrics
    code=$?
    environment
    rm -f "$root"/{,etc/wattd/}{web-config.yml,server.key,server.crt}
    restart && serves && ((code == 0))
}

# The queries of the runbook return results only on a node with problems: tests/checks/deploy runs them. The commands for
# containers are run by tests/checks/containers.
other_documents_work() {
    local document
    serves || return 1
    for document in docs/*.md; do
        [[ ! $document =~ ^docs/($changing|containers).md$ && -n $(commands "$document") ]] || continue
        grep -vE '^curl .*/metrics \| grep' "$document" >"$machine/document"
        walk_inside "$machine/document" true || { echo "in $document"; return 1; }
    done
}
