# shellcheck shell=sh
# The fragments get a shell and the console of their own.
/bin/bash /ramdisk-init </dev/console >/dev/console 2>&1
