# Sourced by tests/checks/systemd. Tests the .rpm with rpm in the same system.
# shellcheck shell=bash disable=SC2154

# rpm cannot check dependencies here, because dpkg has installed them.
rpm_inside() { inside rpm --nodeps "$@"; }

rpm_obeys_a_preset_that_disables() {
    echo 'disable *' | write /etc/systemd/system-preset/00-test.preset
    rpm_inside -i "/srv/rpm/wattd-$older-1.x86_64.rpm" && ! is_enabled && ! is_active && user_exists && rpm_inside -e wattd
}

rpm_obeys_a_preset_that_enables() {
    echo 'enable wattd.service' | write /etc/systemd/system-preset/00-test.preset
    echo 'disable *' >>"$root/etc/systemd/system-preset/00-test.preset"
    rpm_inside -i "/srv/rpm/wattd-$older-1.x86_64.rpm" && is_enabled && ! is_enabled wattd.socket && ! is_active &&
        inside systemctl start wattd && serves
}

rpm_upgrade_restarts_and_keeps_the_config() {
    local pid
    pid=$(main_pid)
    echo '# edited by the administrator' >>"$root/etc/wattd/wattd.conf"
    rpm_inside -U "/srv/rpm/wattd-$version-1.x86_64.rpm" && comes_back_with_another_pid "$pid" 30 &&
        grep -q 'edited by the administrator' "$root/etc/wattd/wattd.conf" && is_enabled &&
        cmp packaging/wattd.conf "$root/etc/wattd/wattd.conf.rpmnew"
}

rpm_upgrade_of_a_failed_version_starts_it() {
    rpm_inside -e wattd
    rm -f "$root"/etc/wattd/wattd.conf*
    rpm_inside -i "/srv/rpm/wattd-$older-1.x86_64.rpm" && is_enabled && fails_permanently || return 1
    rm "$root/etc/wattd/wattd.conf"
    rpm_inside -U "/srv/rpm/wattd-$version-1.x86_64.rpm" && serves && echo '# edited by the administrator' >>"$root/etc/wattd/wattd.conf"
}

rpm_erases() {
    rpm_inside -e wattd && ! is_active && ! is_enabled && user_exists &&
        [[ ! -e $root/usr/bin/wattd && ! -e $root/usr/lib/systemd/system/wattd.service && -e $root/etc/wattd/wattd.conf.rpmsave ]]
}
