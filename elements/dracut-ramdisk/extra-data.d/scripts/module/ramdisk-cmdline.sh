# shellcheck shell=sh disable=SC2034
# Nothing is ever mounted as root: any value that dracut takes will do.
root=ramdisk
rootok=1
