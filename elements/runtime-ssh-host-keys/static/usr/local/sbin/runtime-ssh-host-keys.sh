#!/bin/bash
# Makes the host keys of the SSH server that are missing.

set -eu
set -o pipefail
if [ "${DIB_DEBUG_TRACE:-0}" -gt 0 ]; then
    set -x
fi

for type in rsa ecdsa ed25519; do
    key=/etc/ssh/ssh_host_${type}_key
    # Another service may make the same key meanwhile: no input means no overwriting, and its key is as good.
    if [ ! -s "$key" ]; then
        ssh-keygen -q -t "$type" -N "" -f "$key" </dev/null || [ -s "$key" ]
    fi
done
