#!/bin/bash
# stage.sh HOME MIRROR COMMAND…
#
# Runs a command where pictures are taken, so that they look alike wherever that is: the program in /srv/diskwright, HOME
# as /home/you, the host called "workshop". MIRROR is the address at which a stand-in for Debian's mirrors listens, or
# empty for the real ones. To be run by unshare(1) with mount and UTS namespaces of its own: nothing is seen outside.
set -eu

home=$1
mirror=$2
shift 2
program=$(realpath "$(dirname "$0")/../..")

mount -t tmpfs stage /srv
mkdir /srv/home /srv/diskwright /srv/etc
mount --bind "$home" /srv/home
mount --bind "$program" /srv/diskwright
mount -t tmpfs stage /home
mkdir /home/you
mount --move /srv/home /home/you

if [ -n "$mirror" ]; then
    # The host's own mirrors lead there as well: nothing in a picture comes from outside.
    own=$(apt-get indextargets --format "\$(REPO_URI)" | sed -n 's,.*://\([^/:]*\).*,\1,p' | sort -u | tr '\n' ' ')
    echo "$mirror mirror.example $own" | cat - /etc/hosts >/srv/etc/hosts
    mount --bind /srv/etc/hosts /etc/hosts
    mount -t tmpfs stage /etc/apt/sources.list.d
    mount -t tmpfs stage /var/lib/apt/lists
    # What apt-get update would have left: the host's own mirror is read from it.
    sources() {
        printf 'Types: deb\nURIs: http://mirror.example/%s\nSuites: %s\nComponents: main\nTrusted: yes\n\n' "$1" "$2"
        local list="/var/lib/apt/lists/mirror.example_$1_dists_$2"
        printf 'Origin: Debian\nLabel: %s\nCodename: %s\nComponents: main\nArchitectures: amd64\nSHA256:\n %064d 0 %s\n' \
            "$3" "$2" 0 main/binary-amd64/Packages >"${list}_Release"
        : >"${list}_main_binary-amd64_Packages"
    }
    { sources debian bookworm Debian; sources debian-security bookworm-security Debian-Security; } \
        >/etc/apt/sources.list.d/debian.sources
    if [ -s /etc/apt/sources.list ]; then mount --bind /dev/null /etc/apt/sources.list; fi
fi

hostname workshop
cd /home/you
exec "$@"
