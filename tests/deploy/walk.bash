# Sourced by tests/checks/deploy. Follows the commands of a document, block by block, as a reader would; what needs a
# machine of its own stands in for itself: files go to $root, ports are free ones, a unit's ExecStart is run.
# shellcheck shell=bash disable=SC2154

# shellcheck source=tests/documents.bash
. tests/documents.bash

root=

# The text as it holds here. Time runs faster, as in rig.bash.
moved() {
    sed -E -e "s#/usr/bin/##g; s#([ ='|])/(etc|var|usr)/#\1$root/\2/#g" \
        -e "s#localhost:8428#127.0.0.1:$store_port#g; s#(localhost|127.0.0.1):8429#127.0.0.1:$agent_port#g" \
        -e "s#(localhost|127.0.0.1):8880#127.0.0.1:$alert_port#g" \
        -e "s#localhost:9500#$whole:$cpu_port#; s#localhost:9505#$whole:$gpu_port#" \
        -e 's/nterval(: |=)15s/nterval\11s/; s/interval: [15]m/interval: 1s/; s/5m/5s/g' "$@"
}

# What a machine has before the walk: wattd's files, and what the other packages have that the commands edit or run.
lay_out() {
    local file
    root=$work/root
    read -r store_port agent_port alert_port <<<"$(free_ports 3)"
    mkdir -p "$root"/etc/{default,systemd/system,grafana/provisioning/{datasources,dashboards}} "$root/var/lib/vmagent"
    while read -r file; do
        install -D /dev/null "$root/usr/share/doc/wattd/examples/${file#deploy/}"
        moved "$file" >"$root/usr/share/doc/wattd/examples/${file#deploy/}"
    done < <(git ls-files deploy)
    moved >"$root/etc/default/victoria-metrics" <<<'ARGS="-storageDataPath=/var/lib/victoria-metrics"'
    # The store shows at once what it takes, not after half a minute.
    cat >"$root/etc/systemd/system/victoria-metrics.service" <<END
EnvironmentFile=$root/etc/default/victoria-metrics
ExecStart=victoria-metrics \$ARGS -httpListenAddr=127.0.0.1:$store_port -search.latencyOffset=1s
END
}

sudo() { "$@"; }

# Debian starts what it installs.
apt() {
    local program
    [[ $1 == install ]] || return
    case $2 in
        victoria-metrics) for program in victoria-metrics vmagent vmalert; do command -v "$program" || return; done
            systemctl restart "$2" ;;
        prometheus) command -v prometheus && command -v promtool ;;
        *) return 1 ;;
    esac
}

systemctl() {
    local unit=${!#} file command
    file=$root/etc/systemd/system/${unit%.service}.service
    case $* in
        daemon-reload | 'reload prometheus' | 'restart grafana-server') return ;;
        "restart $unit" | "enable --now $unit") ;;
        *) echo "systemctl $*: not known here"; return 1 ;;
    esac
    if [[ -e $work/$unit.pid ]]; then
        kill "$(<"$work/$unit.pid")"
        wait "$(<"$work/$unit.pid")"
    fi
    command=$(sed -n 's/^EnvironmentFile=/. /p; s/^ExecStart=/exec /p' "$file")
    bash -c "set -f; $command" >"$work/$unit.log" 2>&1 &
    echo $! >"$work/$unit.pid"
    started+=($!)
}

# A question is asked until it is answered; a command is given once.
follow() {
    if [[ $1 == curl* ]]; then
        within 60 eval "set -o pipefail; $1"
    else
        eval "$1"
    fi
}

# Every `sh` block of the document, line by line.
walk() {
    local line walked=0 here=$PWD
    while read -r line <&3; do
        follow "$line" || { echo "failed: $line"; cd "$here" || exit; return 1; }
        walked=$((walked + 1))
    done 3< <(commands "$1" | moved)
    cd "$here" || exit
    ((walked > 0))
}
