# Sourced by tests/checks/systemd. Tests the encodes collector in the sandbox of the unit: real ffmpegs in services and in the
# scope of a container, at known speeds, on counters of constant power.
# shellcheck shell=bash disable=SC2154

container=docker-$(printf '0123456789abcdef%.0s' 1 2 3 4).scope
progress=(-progress udp://127.0.0.1:9507)

# The names of the series: one is found by its name, two by their slice, and the container by its progress.
encodes="channel-1 ffmpeg-2 channel-3 docker-0123456789ab"

# ffmpeg of this machine with its libraries and their loader, in a directory that the checks of the packages do not compare.
install_ffmpeg() {
    local ffmpeg libraries
    ffmpeg=$(command -v ffmpeg) && mkdir -p "$root/srv/ffmpeg" || return 1
    mapfile -t libraries < <(ldd "$ffmpeg" | grep -o '/[^ ]*')
    cp -L "$ffmpeg" "${libraries[@]}" "$root/srv/ffmpeg" && mv "$root"/srv/ffmpeg/{ld-linux*,loader}
}

# Runs COMMAND in the service UNIT, whose exit status stays known after its end.
run_unit() {
    local unit=$1
    shift
    inside systemd-run --quiet --unit="$unit" --property=RemainAfterExit=yes "$@"
}

# Sets command to that of an encode at SPEED times real time. It ends only when it reads q from its keys, so that no check has to
# be in time.
encode() {
    local name=$1 speed=$2
    shift 2
    command=(sh -c "rm -f /run/$name.keys && mkfifo /run/$name.keys && exec \"\$@\" <>/run/$name.keys" sh
        /srv/ffmpeg/loader --library-path /srv/ffmpeg /srv/ffmpeg/ffmpeg -nostats -loglevel error
        -readrate "$speed" -f lavfi -i testsrc2=size=320x180:rate=30 -c:v libx264 -preset medium -threads 1 "$@" -f null -)
}

start_encodes() {
    local command
    encode channel-1 3 "${progress[@]}" && run_unit channel-1 --slice=encode.slice "${command[@]}" || return 1
    encode ffmpeg-2 1 "${progress[@]}" && run_unit ffmpeg-2 "${command[@]}" || return 1
    encode channel-3 1 && run_unit channel-3 --slice=encode.slice "${command[@]}" || return 1
    # As an engine does: its process moves into the scope that it has created.
    encode container 1 "${progress[@]}" && run_unit engine systemd-run --quiet --scope --unit="$container" "${command[@]}"
}

encode_is_found() { says "^encode_info\{encode=\"$1\",unit=\"$2\",cgroup=\"/$3/$2\",found_by=\"$4\"\} 1$" page; }

encodes_are_found() {
    install_ffmpeg || return 1
    environment WATTD_ENCODES_IDLE_WATTS=60W
    restart && serves && start_encodes || return 1
    within 60 encode_is_found channel-1 channel-1.service encode.slice match &&
        within 60 encode_is_found ffmpeg-2 ffmpeg-2.service system.slice match &&
        within 60 encode_is_found channel-3 channel-3.service encode.slice match &&
        within 60 encode_is_found docker-0123456789ab "$container" system.slice progress &&
        [[ $(series encodes_running) == 4 ]] && return
    page | grep '^encode'
    return 1
}

# AF_NETLINK lets it ask the kernel for the unit of a sender: without it, the container would not be found.
only_netlink_is_added() {
    local families
    families=$(property RestrictAddressFamilies | tr ' ' '\n' | sort | tr '\n' ' ')
    echo "$families"
    [[ $families == 'AF_INET AF_INET6 AF_NETLINK AF_UNIX ' ]]
}

# By how much the sum of the series that start so has increased between two pages.
increase() {
    awk -v start="$1" 'FNR == 1 { file++ } index($0, start) == 1 { sum[file] += $NF } END { printf "%.6f\n", sum[2] - sum[1] }' \
        "$machine/page-before" "$machine/page-after"
}

# Whether NAME is VALUE within PERCENT.
is_about() {
    echo "$1: $2, expected $3 within $4 %"
    awk -v is="$2" -v should="$3" -v percent="$4" 'BEGIN { exit !((is - should) ^ 2 <= (should * percent / 100) ^ 2) }'
}

# A page, and the processor time of the whole machine.
save_page() {
    page >"$machine/page-$1" && awk '$1 == "cpu" { printf "busy %.2f\n", ($2 + $3 + $4 + $7 + $8) / 100 }' /proc/stat >>"$machine/page-$1"
}

packages_have_counted() {
    save_page after && increase 'rapl_energy_joules_total{zone="package_' | awk -v least="$1" '{ exit !($1 > least) }'
}

has_a_share() { series "encode_energy_joules_total{encode=\"$1\",component=\"cpu\"" | awk '$1 > 0 { found = 1 } END { exit !found }'; }

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { print (b > 0 ? a / b : "none") }'; }

energy_of() { increase "encode_energy_joules_total{encode=\"$1\",component=\"cpu\""; }
cpu_time_of() { increase "encode_cpu_seconds_total{encode=\"$1\"}"; }

# Between two pages, which are 20 seconds of the counters apart. channel-1 is three times as fast as the others.
# The page may be a second older than the processor time of the machine that is saved with it.
energy_follows_processor_time() {
    local name code=0
    for name in $encodes; do
        within 60 has_a_share "$name" || return 1
    done
    save_page before && within 120 packages_have_counted 4000 || return 1
    for name in ffmpeg-2 channel-3 docker-0123456789ab; do
        is_about "energy of channel-1 and $name" "$(ratio "$(energy_of channel-1)" "$(energy_of "$name")")" 3 20 || code=1
        is_about "their energy and processor time" "$(ratio "$(energy_of channel-1)" "$(energy_of "$name")")" \
            "$(ratio "$(cpu_time_of channel-1)" "$(cpu_time_of "$name")")" 5 || code=1
    done
    is_about "the part of the encodes above idle" \
        "$(ratio "$(increase 'energy_split_joules_total{component="cpu",part="encodes"}')" "$(increase 'rapl_energy_joules_total{zone="package_')")" \
        "$(ratio "$(increase 'encode_cpu_seconds_total{')" "$(increase busy)" | awk '{ print 0.7 * $1 }')" 20 || code=1
    return "$code"
}

# The split follows the counters once in encodes.interval, so the two differ by the energy of a second at both ends.
the_parts_add_up() {
    local split name code=0
    split=$(increase 'energy_split_joules_total{component="cpu"')
    is_about "all parts of the packages" "$split" "$(increase 'rapl_energy_joules_total{zone="package_')" 10 || code=1
    # Idle are 60 of 200 W.
    is_about "the idle part" "$(increase 'energy_split_joules_total{component="cpu",part="idle"}')" "$(ratio "$split" 3.3333)" 3 || code=1
    is_about "the shares of all encodes" "$(for name in $encodes; do energy_of "$name"; done | awk '{ sum += $1 } END { printf "%.6f\n", sum }')" \
        "$(increase 'energy_split_joules_total{component="cpu",part="encodes"}')" 0.1 || code=1
    return "$code"
}

frames_of() { series "encode_frames_total{encode=\"$1\"}"; }
frames_increase() { increase "encode_frames_total{encode=\"$1\"}"; }

frames_are_of_those_that_send_progress() {
    local name code=0
    for name in ffmpeg-2 docker-0123456789ab; do
        is_about "frames of channel-1 and $name" "$(ratio "$(frames_increase channel-1)" "$(frames_increase "$name")")" 3 20 || code=1
    done
    [[ -z $(frames_of channel-3) ]] || { echo "channel-3 has frames"; code=1; }
    return "$code"
}

has_frames() { frames_of "$1" | awk -v more="$2" '$1 > more { found = 1 } END { exit !found }'; }
pids_of_encodes() { inside systemctl show -P MainPID channel-1 ffmpeg-2 channel-3 engine; }

# The page of the new process has frames for the same ffmpegs, and they increase.
encodes_survive_a_restart() {
    local pids name frames
    pids=$(pids_of_encodes)
    restart && serves || return 1
    for name in channel-1 ffmpeg-2 docker-0123456789ab; do
        within 60 has_frames "$name" 0 || return 1
        frames=$(frames_of "$name")
        within 60 has_frames "$name" "$frames" || return 1
    done
    echo "processes before: ${pids//$'\n'/ }, after: $(pids_of_encodes | tr '\n' ' ')"
    [[ $(pids_of_encodes) == "$pids" && $pids != *$'\n'0* ]]
}

has_exited() { [[ $(inside systemctl show -P SubState "$1") == exited ]]; }

record_of() { inside journalctl -u wattd "WATTD_ENCODE=$1" -o json --no-pager; }
has_a_record() { says . record_of "$1"; }

ended_encodes_have_records() {
    local name unit code=0
    for name in channel-1 ffmpeg-2 channel-3 container; do
        inside sh -c "printf q >/run/$name.keys"
    done
    for unit in channel-1 ffmpeg-2 channel-3 engine; do
        within 60 has_exited "$unit" || return 1
        [[ $(inside systemctl show -P ExecMainCode,ExecMainStatus "$unit" | tr '\n' ' ') == '1 0 ' ]] || { echo "$unit failed"; code=1; }
    done
    for name in $encodes; do
        within 60 has_a_record "$name" || return 1
        record_of "$name" | python3 -c '
import json, sys
name, sends_progress = sys.argv[1], sys.argv[1] != "channel-3"
(record,) = [json.loads(line) for line in sys.stdin]
print(record["MESSAGE"])
assert record["MESSAGE"].startswith("Encode %s ended after " % name), record
assert record["MESSAGE_ID"] and record["PRIORITY"] == "6", record
for field in "SECONDS", "CPU_SECONDS", "JOULES_CPU":
    assert float(record["WATTD_" + field]) > 0, (field, record)
assert "WATTD_JOULES_DRAM" in record, record
for field in "FRAMES", "MEDIA_SECONDS", "JOULES_PER_FRAME":
    assert ("WATTD_" + field in record) == sends_progress, (field, record)
    assert not sends_progress or float(record["WATTD_" + field]) > 0, (field, record)' "$name" || code=1
        [[ $(series "encode_running{encode=\"$name\"}") == 0 ]] || { echo "$name still runs"; code=1; }
    done
    explained 'An encode has ended' && ((code == 0))
}

remove_encodes() {
    inside systemctl stop channel-1 ffmpeg-2 channel-3 engine "$container" 2>/dev/null
    rm -rf "$root/srv/ffmpeg"
    environment
    restart && serves
}
