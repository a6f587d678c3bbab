#!/bin/sh
# Installs what `cargo xtask build --release` built, for systemd, and starts it; run again, it updates.
# A process that is replaced drains first. Data is in /var/lib/jumun-*, settings and secrets in /etc/jumun.
set -eu
cd "$(dirname "$0")/.."
if test "$(id -u)" != 0; then
    echo "install.sh: please run it as root: sudo sh deploy/install.sh" >&2
    exit 1
fi
systemd=$(systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
if test "${systemd:-0}" -lt 250; then
    echo "install.sh: this needs systemd 250 or newer (Debian 12, Ubuntu 24.04); here it is ${systemd:-unknown}" >&2
    exit 1
fi

# Asks the running process where it listens itself, whatever /etc/jumun says.
answers() {
    pid=$(systemctl show --property MainPID --value "jumun-$1")
    test "$pid" != 0 || return 1
    xargs -0 sh -c 'exec env -i "$@" "$0" --health' "/usr/local/lib/jumun/$2" < "/proc/$pid/environ"
}

WAIT_S=30
wait_for_all() {
    silent="menu order member client admin"
    until_s=$(($(date +%s) + WAIT_S))
    while test "$(date +%s)" -lt "$until_s"; do
        still=
        for name in $silent; do
            case $name in client | admin) program=server ;; *) program=$name ;; esac
            answers "$name" "$program" > /dev/null 2>&1 || still="$still $name"
        done
        silent=$still
        test -n "$silent" || return 0
        sleep 1
    done
    for name in $silent; do
        echo "install.sh: jumun-$name does not answer after $WAIT_S s; its log: journalctl -u jumun-$name -n 50" >&2
    done
    return 1
}

for binary in server menu order member; do
    install -D -s -m 755 "target/release/$binary" "/usr/local/lib/jumun/$binary.next"
    mv "/usr/local/lib/jumun/$binary.next" "/usr/local/lib/jumun/$binary"
done

# The builds before stay for the pages that were loaded from them.
for surface in client admin; do
    built=target/site/$surface/pkg
    installed=/usr/local/share/jumun/site/$surface/pkg
    hash=$(cat "$built/current")
    mkdir -p "$installed"
    rm -rf "${installed:?}/$hash"
    cp -R "$built/$hash" "$installed/$hash"
    chmod -R a+rX,u+w,go-w /usr/local/share/jumun
    printf %s "$hash" > "$installed/current.next"
    mv "$installed/current.next" "$installed/current"
done

install -D -m 644 -t /usr/local/share/doc/jumun docs/one-box.md
install -D -m 644 -t /etc/systemd/system deploy/systemd/jumun*.service deploy/systemd/jumun*.t*
install -D -m 644 -t /etc/systemd/system/jumun-.service.d deploy/systemd/jumun-.service.d/hardening.conf
sh deploy/secrets.sh /etc/jumun /usr/local/lib/jumun/member
is_first=$(test -e /var/lib/private/jumun-member/member.db || echo yes)

systemctl daemon-reload
systemctl enable --quiet jumun.target
systemctl restart jumun-menu jumun-order jumun-member jumun-client jumun-admin
systemctl start jumun.target
wait_for_all
test -z "$is_first" || sh deploy/add-manager.sh sh deploy/member.sh
echo "Customers: http://127.0.0.1:3000/client   staff: http://127.0.0.1:3001/admin"
