#!/bin/bash
# Configures one interface, or all there are, with DHCP: [INTERFACE].

set -eu
set -o pipefail
if [ "${DIB_DEBUG_TRACE:-0}" -gt 0 ]; then
    set -x
fi

PATH=/usr/sbin:/sbin:$PATH
TIMEOUT=@TIMEOUT@
INTERFACES=/etc/network/interfaces

main() {
    local name
    if [ -n "${1:-}" ]; then
        inspect "$1"
        return
    fi
    for name in /sys/class/net/*; do
        name=$(basename "$name")
        if [ "$name" != lo ]; then
            inspect "$name"
        fi
    done
}

inspect() {
    if is_configured "$1"; then
        echo "$1: configured already"
    elif ! is_real "$1"; then
        echo "$1: no hardware address of its own, skipped"
    elif ! has_link "$1"; then
        echo "$1: no link, skipped"
    else
        configure "$1" "$(ipv6_method "$1")"
        echo "$1: configured"
    fi
}

# How this system writes down its interfaces.
format() {
    if [ -d /etc/network ]; then
        echo interfaces
    elif [ -d /etc/sysconfig/network-scripts ]; then
        echo network-scripts
    elif [ -d /etc/sysconfig/network ]; then
        echo suse
    else
        echo "unknown network configuration" >&2
        return 1
    fi
}

is_configured() {
    case "$(format)" in
        interfaces) [ -n "$(ifquery "$1" 2>/dev/null)" ] ;;
        network-scripts) [ -f "/etc/sysconfig/network-scripts/ifcfg-$1" ] ;;
        suse) [ -f "/etc/sysconfig/network/ifcfg-$1" ] ;;
    esac
}

# 0: the address came with the hardware; 2: it was taken from another interface, as a VLAN does.
address_kind() {
    cat "/sys/class/net/$1/addr_assign_type" 2>/dev/null || echo unknown
}

is_vlan() {
    [[ $1 == *.* ]] && [ "$(address_kind "$1")" = 2 ] && [ "$(address_kind "${1%%.*}")" = 0 ]
}

is_real() {
    [ "$(address_kind "$1")" = 0 ] || is_vlan "$1"
}

has_link() {
    local second
    for ((second = 0; second < TIMEOUT; second++)); do
        ip link set dev "$1" up >/dev/null 2>&1 || true
        if [ "$(cat "/sys/class/net/$1/carrier" 2>/dev/null)" = 1 ]; then
            return 0
        fi
        sleep 1
    done
    return 1
}

# Prints what the router asks for: none, slaac, stateless or stateful.
ipv6_method() {
    local answer second
    if ! type -P rdisc6 >/dev/null; then
        echo none
        return
    fi
    for ((second = 0; second < TIMEOUT; second++)); do
        if answer=$(rdisc6 --retry 3 --single "$1" 2>/dev/null); then
            if grep -q "Stateful address conf.*Yes" <<<"$answer"; then
                echo stateful
            elif grep -q "Stateful other conf.*Yes" <<<"$answer"; then
                echo stateless
            else
                echo slaac
            fi
            return
        elif [ $? -eq 2 ]; then
            # No router answered; every other status means that the interface is not ready yet.
            break
        fi
        sleep 1
    done
    echo none
}

configure() {
    case "$(format)" in
        # Interfaces appear at the same time, each with a run of this script.
        interfaces) stanza "$1" "$2" | flock "$INTERFACES" tee -a "$INTERFACES" >/dev/null ;;
        network-scripts) script "$1" "$2" >"/etc/sysconfig/network-scripts/ifcfg-$1" ;;
        suse) printf 'BOOTPROTO="dhcp"\nSTARTMODE="auto"\n' >"/etc/sysconfig/network/ifcfg-$1" ;;
    esac
}

stanza() {
    printf '\nauto %s\niface %s inet dhcp\n' "$1" "$1"
    case "$2" in
        stateful) printf 'iface %s inet6 dhcp\n' "$1" ;;
        stateless) printf 'iface %s inet6 auto\n    dhcp 1\n' "$1" ;;
        slaac) printf 'iface %s inet6 auto\n    dhcp 0\n' "$1" ;;
    esac
}

script() {
    printf 'DEVICE="%s"\nBOOTPROTO="dhcp"\nONBOOT="yes"\n' "$1"
    if [ "$(cat "/sys/class/net/$1/type")" = 32 ]; then
        printf 'TYPE="InfiniBand"\nCONNECTED_MODE="no"\n'
    elif is_vlan "$1"; then
        printf 'VLAN="yes"\n'
    else
        printf 'TYPE="Ethernet"\n'
    fi
    case "$2" in
        stateful) printf 'IPV6INIT="yes"\nIPV6_FORCE_ACCEPT_RA="yes"\nDHCPV6C="yes"\n' ;;
        stateless) printf 'IPV6INIT="yes"\nIPV6_AUTOCONF="yes"\nDHCPV6C="yes"\nDHCPV6C_OPTIONS="-S"\n' ;;
        slaac) printf 'IPV6INIT="yes"\nIPV6_AUTOCONF="yes"\n' ;;
    esac
}

main "$@"
