# Sourced by tests/checks/image. The archives of the image, before anything runs.
# shellcheck shell=bash disable=SC2154

# The image of an architecture in the OCI archive.
inspect() {
    local architecture=$1
    shift
    skopeo --override-os linux --override-arch "$architecture" inspect "$@" "oci-archive:$images/wattd-$version.oci.tar"
}

config_of() { inspect "$1" --config; }

# A blob of the OCI archive.
blob() { tar -xOf "$images/wattd-$version.oci.tar" "blobs/sha256/${1#sha256:}"; }

manifest_of() {
    blob "$(inspect "$1" --raw | jq -r --arg architecture "$1" '.manifests[] | select(.platform.architecture == $architecture).digest')"
}

# The only layer of an architecture, as a tar archive.
layer_of() { blob "$(manifest_of "$1" | jq -r '.layers | if length == 1 then .[0].digest else error end')" | gzip -d; }

unpack_layers() {
    local architecture
    for architecture in amd64 arm64; do
        layer_of "$architecture" >"$podman/$architecture.tar" && mkdir "$podman/$architecture" &&
            tar -xf "$podman/$architecture.tar" -C "$podman/$architecture" || return 1
    done
}

building_twice_gives_the_same_bytes() {
    make --no-print-directory pack-image IMAGES="$podman/again" && diff -r "$images" "$podman/again" &&
        (cd "$podman/again" && sha256sum --check --quiet SHA256SUMS)
}

the_index_has_both_platforms() {
    [[ $(inspect amd64 --raw | jq -c '[.mediaType, (.manifests[].platform | .os + "/" + .architecture)]') == \
        '["application/vnd.oci.image.index.v1+json","linux/amd64","linux/arm64"]' ]]
}

# What is pulled: one layer, gzip, which every version of docker reads.
each_image_is_small() {
    local architecture size
    for architecture in amd64 arm64; do
        size=$(manifest_of "$architecture" | jq '[.layers[] | select(.mediaType | endswith(".tar+gzip")).size] | add')
        echo "$architecture: $size bytes"
        ((size > 0 && size < 10000000)) || return 1
    done
}

the_images_are_configured() {
    local architecture
    for architecture in amd64 arm64; do
        config_of "$architecture" | jq -e --arg architecture "$architecture" '
            .os == "linux" and .architecture == $architecture and (.config |
                .User == "65532:65532" and .Entrypoint == ["/usr/bin/wattd"] and .Cmd == null and .StopSignal == "SIGTERM" and
                (.ExposedPorts | keys) == ["9500/tcp", "9505/tcp"] and
                .Env == ["PATH=/usr/bin", "NVIDIA_VISIBLE_DEVICES=all", "NVIDIA_DRIVER_CAPABILITIES=utility"])' ||
            { config_of "$architecture"; return 1; }
    done
}

# The labels without their common prefix.
labels_of() { jq -S '.config.Labels | with_entries(.key |= ltrimstr("org.opencontainers.image."))'; }

the_labels_are_right() {
    local architecture
    for architecture in amd64 arm64; do
        diff <(config_of "$architecture" | labels_of) <(jq -nS --arg version "$version" --arg revision "$(git rev-parse HEAD)" \
            --arg created "$(TZ=UTC0 git log -1 --format=%cd --date=format-local:%FT%TZ)" '{
                title: "wattd", description: "CPU and GPU power for Prometheus", licenses: "MIT",
                authors: "The wattd authors <wattd@wattd.invalid>",
                version: $version, revision: $revision, created: $created}') || return 1
        [[ $(config_of "$architecture" | jq -r .created) == $(config_of "$architecture" | labels_of | jq -r .created) ]] || return 1
    done
}

the_labels_name_the_addresses_of_the_publisher() {
    local home=https://wattd.example.org images=$podman/published
    VERSION=$version REVISION=1 SOURCE_DATE_EPOCH=0 MAINTAINER='Alice <alice@example.org>' HOMEPAGE=$home \
        packaging/image/build "$images" &&
        config_of arm64 | labels_of | jq -e --arg home "$home" \
            '[.url, .source, .documentation, .authors] == [$home, $home, $home, "Alice <alice@example.org>"]'
}

# Nothing but wattd can be executed, and nothing gains a privilege by being executed.
only_wattd_can_be_executed() {
    python3 - "$1" "$podman/$1.tar" <<'END'
import sys, tarfile
architecture, archive = sys.argv[1:]
triplet = {"amd64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu"}[architecture]
wrong = 0
def say(member, what):
    global wrong
    wrong = 1
    print(f"{member.name}: {what}")
for member in tarfile.open(archive):
    if member.uid or member.gid:
        say(member, f"owned by {member.uid}:{member.gid}")
    if member.mode & 0o6000:
        say(member, "setuid or setgid")
    if any("xattr" in key for key in member.pax_headers):
        say(member, f"extended attributes {member.pax_headers}")
    if not (member.isfile() or member.isdir() or member.issym()):
        say(member, f"of type {member.type}")
    if not member.issym() and member.mode & 0o022 and member.name.rstrip("/") != "tmp":
        say(member, "others can write to it")
    library = member.name.startswith(f"usr/lib/{triplet}/") and ".so." in member.name
    if member.isfile() and member.mode & 0o111 and member.name != "usr/bin/wattd" and not library:
        say(member, "can be executed")
sys.exit(wrong)
END
}

the_licences_are_there() {
    local architecture root package license
    for architecture in amd64 arm64; do
        root=$podman/$architecture
        for package in base-files gcc-12-base libc6 libgcc-s1 libssl3 wattd; do
            [[ -s $root/usr/share/doc/$package/copyright ]] || { echo "no copyright of $package"; return 1; }
        done
        while read -r license; do
            [[ -s $root$license ]] || { echo "no $license"; return 1; }
        done < <(grep -ohE '/usr/share/common-licenses/[A-Za-z]+(-[0-9]+(\.[0-9]+)?)?' "$root"/usr/share/doc/*/copyright)
        [[ -s $root/usr/share/common-licenses/LGPL-2.1 ]] || return 1
    done
}

# A scanner finds the packages: the release, and the architecture and version of each.
the_packages_of_debian_are_listed() {
    local architecture package
    for architecture in amd64 arm64; do
        grep -x 'VERSION_ID="12"' "$podman/$architecture/etc/os-release" || return 1
        for package in libc6 libgcc-s1 libssl3; do
            grep -cE "^(Package: $package|Architecture: $architecture|Version: [0-9].*)$" \
                "$podman/$architecture/var/lib/dpkg/status.d/$package" | grep -x 3 || return 1
        done
        grep -a "GLIBC $(sed -n 's/^Version: //p' "$podman/$architecture/var/lib/dpkg/status.d/libc6")" \
            "$podman/$architecture"/usr/lib/*/libc.so.6 >/dev/null || { echo "libc6 is of another version"; return 1; }
    done
}

# The one for `make image` and the one that builds from source.
both_containerfiles_describe_the_same_image() {
    diff <(sed -n '/^ENV PATH=\/usr\/bin /,$p' Containerfile) <(sed -n '/^ENV /,$p' packaging/image/Containerfile) &&
        grep -x "ARG VERSION=$version" Containerfile
}

the_images_contain_these_binaries() {
    cmp "$podman/amd64/usr/bin/wattd" artifacts/linux-x64/wattd && cmp "$podman/arm64/usr/bin/wattd" artifacts/linux-arm64/wattd
}
