# shellcheck shell=sh
# A machine out of this one: its files under a layer that forgets what is written to them, its own processes, network and
# cgroups, and systemd as the first process. Run as root by `unshare`; nothing of it is left when that process ends.
# Usage: sh own_machine.sh WORK CHECKOUT BINARIES
# WORK is an empty folder, CHECKOUT the sources, BINARIES what is there as CHECKOUT/target/release.
set -eu
work=$1 checkout=$2 binaries=$3
root=$work/root

# Lays a layer over the folder $1 at $2, called $3.
layer() {
    mkdir -p "$work/$3/upper" "$work/$3/work" "$2"
    mount -t overlay overlay -o "lowerdir=$1,upperdir=$work/$3/upper,workdir=$work/$3/work" "$2"
}

mount --make-rprivate /
mount -t tmpfs tmpfs "$work"
layer / "$root" system
# It may lie on another file system.
layer "$checkout" "$root$checkout" checkout
mkdir -p "$root$checkout/target/release"
mount --bind "$binaries" "$root$checkout/target/release"

# Nothing that this machine starts or mounts is started or mounted there.
rm -rf "$root"/etc/systemd/system/*.wants "$root/etc/machine-id" "$root"/etc/systemd/system/jumun* \
    "$root/etc/jumun" "$root"/var/lib/jumun-* "$root"/var/lib/private/jumun-*
: > "$root/etc/fstab"

mount -t proc proc "$root/proc"
# The kernel's settings are this machine's, too.
mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero full random urandom tty; do
    cp -a "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ip link set lo up

cd "$root"
mkdir -p before
pivot_root . before
umount -l /before
# Credentials reach a unit by mounts that it is sent.
mount --make-rshared /
exec env -i container=trial PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    setpriv --bounding-set=-sys_module,-sys_time,-sys_boot,-sys_rawio \
    /usr/lib/systemd/systemd --system --unit=basic.target --log-target=console --show-status=0
