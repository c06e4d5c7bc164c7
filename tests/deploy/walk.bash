# Sourced by tests/checks/deploy. Runs the commands of a document block by block. Replaced are: the file system by $root,
# the ports by free ones, systemd by running the ExecStart of units.
# shellcheck shell=bash disable=SC2154

# shellcheck source=tests/documents.bash
. tests/documents.bash

root=

# Adapts the text to this machine, with seconds instead of minutes, as in rig.bash.
adapted() {
    sed -E -e "s#/usr/bin/##g; s#([ ='|])/(etc|var|usr)/#\1$root/\2/#g" \
        -e "s#localhost:8428#127.0.0.1:$store_port#g; s#(localhost|127.0.0.1):8429#127.0.0.1:$agent_port#g" \
        -e "s#(localhost|127.0.0.1):8880#127.0.0.1:$alert_port#g" \
        -e "s#localhost:9093#127.0.0.1:$alertmanager_port#g; s#localhost:25\$#127.0.0.1:$mail_port#; s/group_wait: 30s/group_wait: 2s/" \
        -e "s#localhost:9500#$whole:$cpu_port#; s#localhost:9505#$whole:$gpu_port#" \
        -e 's/nterval(: |=)15s/nterval\11s/; s/interval: [145]m/interval: 1s/; s/5m/5s/g; s/offset 1d/offset 1s/' "$@"
}

# Prepares the machine: the files of wattd, and files of other packages that the commands edit or run.
prepare_root() {
    local file
    root=$work/root
    read -r store_port agent_port alert_port mail_port <<<"$(free_ports 4)"
    begin mailbox python3 tests/deploy/mailbox.py "$mail_port"
    mkdir -p "$root"/etc/{default,systemd/system,grafana/provisioning/{datasources,dashboards}} "$root/var/lib/vmagent" \
        "$root/etc/prometheus"
    while read -r file; do
        install -D /dev/null "$root/usr/share/doc/wattd/examples/${file#deploy/}"
        adapted "$file" >"$root/usr/share/doc/wattd/examples/${file#deploy/}"
    done < <(git ls-files deploy)
    adapted >"$root/etc/default/victoria-metrics" <<<'ARGS="-storageDataPath=/var/lib/victoria-metrics"'
    # Samples can be queried almost immediately instead of after half a minute.
    cat >"$root/etc/systemd/system/victoria-metrics.service" <<END
EnvironmentFile=$root/etc/default/victoria-metrics
ExecStart=victoria-metrics \$ARGS -httpListenAddr=127.0.0.1:$store_port -search.latencyOffset=1s
END
    cat >"$root/etc/systemd/system/prometheus-alertmanager.service" <<END
ExecStart=$PWD/tests/deploy/alertmanager --config.file=$root/etc/prometheus/alertmanager.yml --storage.path=$work/alertmanager --cluster.listen-address= --web.listen-address=127.0.0.1:$alertmanager_port
END
}

sudo() { "$@"; }

# Debian starts installed services.
apt() {
    local program
    [[ $1 == install ]] || return
    case $2 in
        victoria-metrics) for program in victoria-metrics vmagent vmalert; do command -v "$program" || return; done
            systemctl restart "$2" ;;
        prometheus) command -v prometheus && command -v promtool ;;
        prometheus-alertmanager) command -v prometheus-alertmanager && command -v amtool ;;
        *) return 1 ;;
    esac
}

systemctl() {
    local unit=${!#} file command
    file=$root/etc/systemd/system/${unit%.service}.service
    case $* in
        daemon-reload | 'reload prometheus' | 'restart grafana-server') return ;;
        "restart $unit" | "enable --now $unit") ;;
        *) echo "systemctl $*: not supported by this test"; return 1 ;;
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

# Queries are retried until they succeed; other commands run once.
run_line() {
    if [[ $1 == curl* || $1 == 'amtool alert query '* ]]; then
        within 60 eval "set -o pipefail; $1"
    else
        eval "$1"
    fi
}

# Every `sh` block of the document, line by line.
walk() {
    local line walked=0 here=$PWD
    while read -r line <&3; do
        run_line "$line" || { echo "failed: $line"; cd "$here" || exit; return 1; }
        walked=$((walked + 1))
    done 3< <(commands "$1" | adapted)
    cd "$here" || exit
    ((walked > 0))
}
