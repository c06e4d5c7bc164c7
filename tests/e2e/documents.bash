# Sourced by tests/checks/systemd. Follows the documents as a reader would, in the booted system: with its systemd, its apt
# and its journal. What stands in: sudo, since everything is root there; the web server of the apt repository, which is a
# folder; /sys, which is planted; the old exporters, which are their pages.
# shellcheck shell=bash disable=SC2154

# shellcheck source=tests/documents.bash
. tests/documents.bash

# Those that do more than ask, in their order; every other document of docs is asked of a machine that has wattd.
changing='install|migration|security|web-config'

readers_machine() {
    printf '#!/bin/sh\nexec "$@"\n' | write /usr/bin/sudo
    chmod 755 "$root/usr/bin/sudo"
    echo 'APT::Get::Assume-Yes "true";' | write /etc/apt/apt.conf.d/90yes
    install -m 755 tests/e2e/old/nvidia-smi "$root/usr/local/bin/nvidia-smi"
    install -D -m 644 tests/Wattd.Tests/Collectors/Gpu/NvidiaSmi/Fixtures/driver-570.xml "$root/srv/old/nvidia-smi.xml"
    install -m 644 -t "$root/srv/old" tests/e2e/old/{exporter.pl,cpu_exporter.txt,gpu_exporter.txt}
    write /etc/systemd/system/cpu_exporter.service <tests/e2e/old/cpu_exporter.service
    write /etc/systemd/system/gpu_exporter.service <tests/e2e/old/gpu_exporter.service
    mkdir -p "$root/etc/yum.repos.d" "$root/var/lib/prometheus/node-exporter"
    environment
    inside systemctl daemon-reload
}

nobodys_machine() {
    apt purge wattd
    inside systemctl disable --quiet --now cpu_exporter gpu_exporter
    rm -rf "$root/usr/bin/sudo" "$root/usr/local/bin/nvidia-smi" "$root/srv/old" "$root"/etc/systemd/system/[cg]pu_exporter.service \
        "$root/etc/apt/apt.conf.d/90yes" "$root/etc/systemd/system/wattd.service.d" "$root/etc/modules-load.d/intel-rapl.conf" \
        "$root/etc/yum.repos.d" "$root/var/lib/prometheus"
    environment
    inside systemctl daemon-reload
}

# The words of a document as they hold in there.
moved_inside() {
    sed -E -e 's#https://apt.example.org/wattd#file:///srv/apt#g; s#(^| )/sys/#\1/planted/#g' \
        -e "s#\./wattd_1\.0\.0_#/srv/apt/pool/main/w/wattd/wattd_${version}_#"
}

# Every block that can be run there, each in a shell of its own; after it COMMAND must hold.
walk_inside() {
    local document=$1 block walked=0
    shift
    while IFS= read -r -d '' block <&3; do
        [[ $block == *[![:space:]]* ]] || continue
        inside env WATTD_PATH_SYSFS=/planted bash -ec "$block" || { printf 'failed:\n%s\n' "$block"; return 1; }
        "$@" || { printf 'not well after:\n%s\n' "$block"; return 1; }
        walked=$((walked + 1))
    done 3< <(runnable_blocks "$document" | moved_inside)
    ((walked > 0))
}

# Begins and ends without wattd.
the_installation_is_followed() {
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

# What the document says of the answers of its own comparisons.
the_pages_differ_as_told() {
    local line
    for line in 'no name is lost' 'the same' '> rapl_energy_joules_total' '< rapl_power_watts{zone="package_0"}'; do
        grep -qxF -- "$line" "$machine/migration" || { echo "no line: $line"; return 1; }
    done
    # Not one series of a GPU is lost.
    ! grep '^< gpu_[a-z_]*{gpu_id' "$machine/migration"
}

# On whichever port; the old page knows no packages.
watts_are_there() { says '^rapl_power_watts\{.*package=' page 9510 || says '^rapl_power_watts\{.*package=' page; }
watts_come() { within 30 watts_are_there; }

# Before it the old exporters have the ports; the way there and back is walked.
the_migration_is_followed() {
    inside systemctl enable --quiet --now cpu_exporter gpu_exporter && within 10 page 9505 >/dev/null || return 1
    walk_inside docs/migration.md watts_come >"$machine/migration" 2>&1 && the_pages_differ_as_told &&
        is_active cpu_exporter && is_active && says '^rapl_power_watts' page 9510
    local code=$?
    ((code == 0)) || cat "$machine/migration"
    inside systemctl disable --quiet --now cpu_exporter gpu_exporter
    environment
    apt purge wattd
    return "$code"
}

# The counters' modes are the kernel's to set back, at a boot.
as_after_a_boot() {
    chmod 400 "$root"/planted/devices/virtual/powercap/*/*/energy_uj "$root"/planted/devices/virtual/powercap/*/*/*/energy_uj
}

serves_as_after_a_boot() { serves && as_after_a_boot; }

security_is_followed() {
    apt install wattd && sed -i 's:/sys/:/planted/:' "$root/usr/share/doc/wattd/examples/powercap.conf" && restart &&
        walk_inside docs/security.md serves_as_after_a_boot
    local code=$?
    rm -rf "$root/etc/systemd/system/wattd.service.d" "$root/etc/tmpfiles.d/wattd-powercap.conf"
    write /etc/wattd/wattd.conf <packaging/wattd.conf
    inside systemctl daemon-reload
    restart
    return "$code"
}

# With the certificate of tests/e2e/secure.bash and the document's own first example.
the_web_configuration_is_followed() {
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

# What the runbook asks of the pages has its answer on a node in trouble: tests/checks/deploy asks it there.
the_other_documents_are_followed() {
    local document
    serves || return 1
    for document in docs/*.md; do
        [[ ! $document =~ ^docs/($changing).md$ && -n $(commands "$document") ]] || continue
        grep -vE '^curl .*/metrics \| grep' "$document" >"$machine/document"
        walk_inside "$machine/document" true || { echo "in $document"; return 1; }
    done
}
