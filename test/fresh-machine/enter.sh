#!/bin/bash
# enter.sh TREE COMMAND…: runs COMMAND in the tree as on a machine of its own: own mounts, processes, host name; the network
# and the devices are the host's. Ends with its status; nothing of it is left.
set -eu
if [ "${FRESH_MACHINE:-}" != inside ]; then
    export FRESH_MACHINE=inside
    exec unshare --mount --propagation private --pid --fork --kill-child=KILL --uts --ipc "$0" "$@"
fi
tree=$1
shift
hostname fresh 2>/dev/null || echo fresh >/proc/sys/kernel/hostname
mount --bind "$tree" "$tree"
mount -t proc proc "$tree/proc"
mount --rbind /sys "$tree/sys"
mount --rbind /dev "$tree/dev"
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$tree/dev/pts"
mount --bind "$tree/dev/pts/ptmx" "$tree/dev/ptmx"
for folder in dev/shm run; do mount -t tmpfs tmpfs "$tree/$folder"; done
cd "$tree"
mkdir -p .host
pivot_root . .host
umount -l /.host
cd /root
# The caller's proxies and certificates, as far as there are any; nothing else of its environment.
kept=()
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY NODE_EXTRA_CA_CERTS CI; do
    if [ -n "${!name:-}" ]; then kept+=("$name=${!name}"); fi
done
exec env -i HOME=/root USER=root TERM=dumb LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    "${kept[@]}" "$@"
