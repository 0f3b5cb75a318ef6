export DISTRO_NAME=${DISTRO_NAME:-ubuntu}
export DIB_RELEASE=${DIB_RELEASE:-noble}
export DIB_DEBIAN_COMPONENTS=${DIB_DEBIAN_COMPONENTS:-main,universe}
export EFI_BOOT_DIR=EFI/ubuntu

# Ubuntu serves its other architectures from a place of their own.
case ${ARCH:-amd64} in
    amd64 | x86_64 | i386) ubuntu_archive=http://archive.ubuntu.com/ubuntu ;;
    *) ubuntu_archive=http://ports.ubuntu.com/ubuntu-ports ;;
esac
export DIB_DISTRIBUTION_MIRROR=${DIB_DISTRIBUTION_MIRROR:-$ubuntu_archive}
