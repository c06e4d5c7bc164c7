# Sourced by the scripts that sign: `select_key ID` sets `key` to ID, which must be that of a secret key in the keyring. Without ID
# it creates a temporary key, for evaluation only, which `forget_key` deletes.
# shellcheck shell=bash

temporary_keyring=

select_key() {
    key=$1
    if [[ -n $key ]]; then
        gpg --batch --list-secret-keys "$key" >/dev/null 2>&1 && return
        echo "${0##*/}: no secret key $key in the keyring: 'gpg --list-secret-keys' lists its keys" >&2
        exit 1
    fi
    # The path of the keyring must be short, because it contains a socket.
    temporary_keyring=$(mktemp -d)
    export GNUPGHOME=$temporary_keyring
    gpg --batch --quiet --passphrase '' --quick-generate-key 'wattd temporary key' ed25519 sign never 2>/dev/null
    key=$(gpg --list-secret-keys --with-colons | awk -F: '/^fpr/ { print $10; exit }')
}

forget_key() {
    [[ -n $temporary_keyring ]] || return 0
    gpgconf --kill all
    rm -rf "$temporary_keyring"
}
