# Sourced by tests/checks/systemd. Tests installing, upgrading and removing with apt.
# shellcheck shell=bash disable=SC2154

# All paths that a package can leave behind, without the data of dpkg, apt and the journal.
paths() {
    (cd "$root" && find . -xdev \( -path ./proc -o -path ./sys -o -path ./run -o -path ./tmp -o -path ./dev -o \
        -path ./planted -o -path ./srv -o -path ./var/lib/dpkg -o -path ./var/lib/apt -o -path ./var/cache -o \
        -path ./var/log -o -path ./var/tmp \) -prune -o -print | LC_ALL=C sort)
}

policy_is_obeyed() {
    printf '#!/bin/sh\nexit 101\n' | write /usr/sbin/policy-rc.d
    chmod 755 "$root/usr/sbin/policy-rc.d"
    apt update && apt install wattd
    local code=$?
    rm "$root/usr/sbin/policy-rc.d"
    ((code == 0)) && is_enabled && ! is_active
}

purge_leaves_nothing() {
    apt purge wattd || return 1
    paths >"$machine/after"
    # The catalog database and the lock and backup files of sysusers belong to systemd.
    local left
    left=$(diff "$machine/before" "$machine/after" |
        grep -vE '^[<>] \./(etc/(\.pwd\.lock|passwd-|group-|shadow-|gshadow-|subuid-|subgid-)|var/lib/systemd/catalog(/database)?)$|^[0-9]')
    echo "$left"
    [[ -z $left ]] && user_exists && [[ $(package_state) != installed ]]
}

apt_installs() {
    apt update && apt install wattd && [[ $(package_state) == installed ]]
}

enabling_makes_it_active() {
    inside systemctl enable --now wattd && serves && is_enabled
}

# The wattd.conf of the older version differs from the current one, so that dpkg and rpm have to choose.
pack_older() {
    mkdir -p "$machine/older"
    sed 's/^# The settings of wattd /# The settings of an older wattd /' packaging/wattd.conf >"$machine/older.conf"
    sed "s: packaging/wattd\\.conf\$: $machine/older.conf:" nfpm.yaml >"$machine/older.yaml"
    make --no-print-directory pack VERSION="$older" PACKAGES="$machine/older" CONTENTS="$machine/older.yaml"
}

upgrade_keeps_the_edited_conffile() {
    local pid
    apt purge wattd && publish "$machine/older" && apt update && apt install wattd && serves || return 1
    grep -q 'of an older wattd' "$root/etc/wattd/wattd.conf" && [[ $(inside dpkg-query -W -f '${Version}' wattd) == "$older" ]] || return 1
    printf '\n# edited by the administrator\nlevel = debug\n' >>"$root/etc/wattd/wattd.conf"
    pid=$(main_pid)
    publish artifacts/packages
    apt update || return 1
    # Scrape continuously; failed scrapes show the downtime.
    while page >/dev/null 2>&1 && echo up || echo down; do sleep 0.1; done >"$machine/asked" &
    local asking=$!
    apt -o Dpkg::Options::=--force-confold install wattd
    local code=$?
    comes_back_with_another_pid "$pid" 30 || code=1
    kill "$asking"
    wait "$asking" 2>/dev/null
    ((code == 0)) || return 1
    [[ $(inside dpkg-query -W -f '${Version}' wattd) == "$version" ]] && grep -q 'edited by the administrator' "$root/etc/wattd/wattd.conf" &&
        cmp packaging/wattd.conf "$root/etc/wattd/wattd.conf.dpkg-dist"
}

removal_keeps_the_conffile() {
    apt remove wattd && ! is_active && [[ -e $root/etc/wattd/wattd.conf && ! -e $root/usr/bin/wattd ]]
}

# After `apt remove` without purge, dpkg passes the old version to postinst.
install_after_removal_starts_it() {
    inside systemctl stop wattd.service
    inside systemctl enable --now wattd.socket && inside systemctl start wattd.service && serves || return 1
    apt remove wattd && ! is_active && ! inside systemctl -q is-active wattd.socket || return 1
    apt install wattd && serves && is_enabled && inside systemctl -q is-active wattd.socket || return 1
    inside systemctl disable --now wattd.socket && inside systemctl restart wattd.service && serves
}

# Exit code 78 causes no restart: the unit stays failed.
fails_permanently() {
    printf '[cpu]\ninterval = 5ms\n' | write /etc/wattd/wattd.conf
    inside systemctl restart wattd.service
    within 20 has_failed
}

has_failed() { inside systemctl -q is-failed wattd.service; }

# The version is the same, but dpkg runs the same scripts with the same arguments as for an upgrade.
upgrade_of_a_failed_version_starts_it() {
    cp "$root/etc/wattd/wattd.conf" "$machine/kept.conf"
    fails_permanently || return 1
    cp "$machine/kept.conf" "$root/etc/wattd/wattd.conf"
    apt install --reinstall wattd && serves
}

disabled_and_masked_stay_down() {
    local code=0
    inside systemctl disable --now wattd.service
    apt install --reinstall wattd && ! is_active && ! is_enabled || code=1
    apt remove wattd && apt install wattd && ! is_active && ! is_enabled || code=1
    inside systemctl mask wattd.service
    apt install --reinstall wattd && ! is_active || code=1
    inside systemctl unmask wattd.service
    inside systemctl enable --now wattd.service && serves && return "$code"
}

# The script arguments of dpkg when a step is aborted (deb-postinst(5)).
an_aborted_step_starts_it_again() {
    local step
    for step in "abort-remove in-favour other 1.0" "abort-remove" "abort-upgrade $version" \
        "abort-deconfigure in-favour other 1.0"; do
        inside systemctl stop wattd.service
        # shellcheck disable=SC2086
        if ! inside /var/lib/dpkg/info/wattd.postinst $step || ! serves; then
            echo "after $step it is down"
            return 1
        fi
    done
}

installs_in_a_chroot() {
    new_root "$machine/chroot"
    cp -a "$root/srv/apt/." "$machine/chroot/srv/apt"
    local code
    DEBIAN_FRONTEND=noninteractive chroot "$machine/chroot" sh -c 'apt-get -qq update && apt-get -qq -y install wattd' &&
        chroot "$machine/chroot" id wattd && [[ -L $machine/chroot/etc/systemd/system/multi-user.target.wants/wattd.service ]] &&
        DEBIAN_FRONTEND=noninteractive chroot "$machine/chroot" apt-get -qq -y purge wattd
    code=$?
    rm -rf "$machine/chroot"
    return "$code"
}
