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

for binary in server menu order staff; do
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

install -D -m 644 -t /usr/local/share/doc/jumun docs/one-box.md LICENSE-MIT LICENSE-APACHE target/release/THIRD-PARTY-LICENSES.txt
install -D -m 644 -t /etc/systemd/system deploy/systemd/jumun*.service deploy/systemd/jumun*.t*
install -D -m 644 -t /etc/systemd/system/jumun-.service.d deploy/systemd/jumun-.service.d/hardening.conf
sh deploy/secrets.sh /etc/jumun /usr/local/lib/jumun/staff
is_first=$(test -e /var/lib/private/jumun-staff/staff.db || echo yes)

systemctl daemon-reload
systemctl enable --quiet jumun.target
services="jumun-menu jumun-order jumun-staff jumun-client jumun-admin"
# Each of them says to systemd when it is ready, and goes on trying when this gives up.
WAIT_S=30
# shellcheck disable=SC2086 # several names
if ! timeout $WAIT_S systemctl restart $services; then
    for name in $services; do
        systemctl is-active --quiet "$name" ||
            echo "install.sh: $name is not ready after $WAIT_S s; its log: journalctl -u $name -n 50" >&2
    done
    exit 1
fi
systemctl start jumun.target
test -z "$is_first" || sh deploy/add-manager.sh sh deploy/staff.sh
echo "Customers: http://127.0.0.1:3000/client   staff: http://127.0.0.1:3001/admin"
