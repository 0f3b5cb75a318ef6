#!/bin/bash
# make-tree.sh FOLDER: a minimal Debian with git, this host's Node and npm, and the settings that its registries need.
set -eu
tree=$1
release=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
sources=/etc/apt/sources.list.d/debian.sources
[ -e "$sources" ] || sources=/etc/apt/sources.list

mkdir -p "$tree"
mmdebstrap --quiet --mode=root --variant=minbase --include=ca-certificates,git,libstdc++6 "$release" "$tree" "$sources"

# Node as its archive unpacks: the program and npm, nothing else of the host's.
modules=$(npm root --global)
mkdir -p "$tree/usr/local/bin" "$tree/usr/local/lib/node_modules"
cp "$(node -p process.execPath)" "$tree/usr/local/bin/node"
cp -r "$modules/npm" "$tree/usr/local/lib/node_modules/"
for program in npm npx; do
    ln -s "../lib/node_modules/npm/bin/$program-cli.js" "$tree/usr/local/bin/$program"
done

# What this host needs to reach its mirrors and registry, a new machine in its place needs too.
rm -rf "$tree/etc/apt"
cp -r /etc/apt "$tree/etc/apt"
cp -L /etc/resolv.conf /etc/hosts "$tree/etc/"
cp -L /etc/ssl/certs/ca-certificates.crt "$tree/etc/ssl/certs/"
if [ -d /usr/share/keyrings ]; then cp -r /usr/share/keyrings "$tree/usr/share/"; fi
for kind in userconfig globalconfig; do
    file=$(npm config get "$kind")
    if [ ! -f "$file" ]; then continue; fi
    case $kind in
        userconfig) cp "$file" "$tree/root/.npmrc" ;;
        globalconfig) mkdir -p "$tree/usr/local/etc" && cp "$file" "$tree/usr/local/etc/npmrc" ;;
    esac
done
echo fresh >"$tree/etc/hostname"
