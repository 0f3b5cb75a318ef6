#!/bin/bash
# The hook of every phase is a link to this file. Paths of the build get names that do not change from run to run.
if [ "${DIB_DEBUG_TRACE:-0}" -gt 0 ]; then
    set -x
fi
set -eu
set -o pipefail

phase=$(basename "$(dirname "$0")" .d)
if [ -d /tmp/in_target.d ]; then
    notes=/notes
elif [ -d "$TMP_MOUNT_PATH" ]; then
    notes=$TMP_MOUNT_PATH/notes
else
    notes=$TMP_BUILD_DIR/built/notes
fi
mkdir -p "$notes/env"

note() {
    local text=$2
    text=${text//$TMP_IMAGE_DIR/IMAGES}
    text=${text//$TMP_BUILD_DIR/BUILD}
    text=${text//$_LIB/LIB}
    text=${text//$COMPAT_FOLDER/HERE}
    printf '%s: %s\n' "$phase" "$text" >>"$notes/$1"
}

for name in $(compgen -e | sort); do
    case $name in
        _ | SHLVL | COMPAT_FOLDER) ;;
        # Its order changes from run to run.
        IMAGE_ELEMENT) note env/IMAGE_ELEMENT "$(tr ' ' '\n' <<<"$IMAGE_ELEMENT" | sort | tr '\n' ' ')" ;;
        *) note "env/$name" "${!name@Q}" ;;
    esac
done
note functions "$(declare -Fx | tr '\n' ' ')"
note hook "$0"
note folder "$(pwd)"
note umask "$(umask)"
note user "$EUID"
note input "$(readlink /proc/self/fd/0)"
root=${notes%/notes}
while read -r _ point type options _; do
    case $point in
        "$root"/?*) note mounts "${point#"$root"} $type ${options%%,*}" ;;
    esac
done </proc/mounts
# Without the runner, which each program puts there when it needs it.
hooks=$(dirname "$0")/..
while read -r line; do
    note hooks "$line"
done < <(cd "$hooks" && find . ! -name dib-run-parts -printf '%p %y %m %l\n' | sort)
