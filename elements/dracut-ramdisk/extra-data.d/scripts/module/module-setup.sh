# shellcheck shell=bash disable=SC2154
# The dracut module that runs the fragments of the elements. Dracut sources this file.

# Only when it is asked for.
check() {
    return 255
}

depends() {
    echo bash
}

install() {
    inst_hook cmdline 80 "$moddir/ramdisk-cmdline.sh"
    inst_hook pre-mount 50 "$moddir/ramdisk-run.sh"
}
