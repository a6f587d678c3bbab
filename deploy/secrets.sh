#!/bin/sh
# Makes what staff sessions and the surfaces' calls are signed and checked with in FOLDER, each only when it is not there yet:
#   staff.key       signs sessions; the staff service's alone
#   staff.key.pepper   goes into the hashes of PINs; the staff service's alone. Without it no PIN opens anything: keep it
#   staff-key.env   its public half, a line of environment for all who check sessions; not secret
#   client.key       signs the calls of the customers' surface to the services; its alone
#   admin.key        the same of the counter's surface
#   surface-keys.env their public halves, lines of environment for the services; not secret
# With --rotate there is a new staff.key, and the public half of the one before stays in staff-key.env, so that whoever is signed in
# and every device goes on. Take it out of that line after a shift, when the devices have been signed in on again.
# Usage: [KEY_OWNER=65532] secrets.sh [--rotate] FOLDER STAFF...
# STAFF is the staff service's program, however it is started; it has to see FOLDER, which is absolute, by that name.
# FOLDER and the keys are for nobody but the user who runs this. KEY_OWNER is the user inside a container that a key is handed
# to as a file: root gives it the keys; for anybody else they are readable, and FOLDER, which is closed, keeps all others out.
set -eu
umask 077

fail() {
    echo "secrets.sh: $1" >&2
    exit 1
}

rotate=
if test "$1" = --rotate; then
    rotate=yes
    shift
fi
folder=$1
shift
mkdir -p "$folder"
test -n "$(find "$folder" -prune -type d -user "$(id -u)")" ||
    fail "$folder belongs to another user, who could exchange the key: name a folder of your own, or run this as its owner"
# It may have been there before, made for settings and open to all.
chmod 700 "$folder"
test -n "$(find "$folder" -prune -perm 700)" ||
    fail "$folder cannot be closed to others (is it on a file system without permissions?): name another folder"

# Closes the file $1 to all but the user that it is handed to.
close() {
    mode=400
    if test -n "${KEY_OWNER:-}"; then
        if test "$(id -u)" = 0; then chown "$KEY_OWNER" "$1"; else mode=444; fi
    fi
    chmod "$mode" "$1"
}

# Makes the key $1 when it is not there, closes it to others, and sets `public` to its public half. A
# surface's key is made as the staff service's: it is what it is used for that differs. The rest of the arguments is the staff
# service's program.
make_key() {
    file=$folder/$1
    shift
    public=$("$@" --new-key --signing-key-file "$file")
    case $public in
        k4.public.*) ;;
        *) fail "no public key was told" ;;
    esac
    close "$file"
}

# Writes standard input to $1, whole or not at all, for all to read.
publish() {
    cat > "$1.next"
    chmod 444 "$1.next"
    mv "$1.next" "$1"
}

earlier=
if test -f "$folder/staff-key.env"; then
    earlier=$(sed -n 's/^JUMUN_STAFF_KEY=//p' "$folder/staff-key.env")
fi
if test -n "$rotate"; then
    test -n "$earlier" || fail "there is no key to be replaced"
    mv -f "$folder/staff.key" "$folder/staff.key.before"
fi

make_key staff.key "$@"
close "$folder/staff.key.pepper"
# A key that was made from nothing replaces the ones before: they may be in other hands.
keys=$public
case ",$earlier," in
    *",$public,"*) keys=$earlier ;;
esac
test -z "$rotate" || keys=$public,$earlier
echo "JUMUN_STAFF_KEY=$keys" | publish "$folder/staff-key.env"
rm -f "$folder/staff.key.before"
make_key client.key "$@"
client=$public
make_key admin.key "$@"
# Only PINs have a pepper.
rm -f "$folder/client.key.pepper" "$folder/admin.key.pepper"
printf 'JUMUN_CLIENT_KEY=%s\nJUMUN_ADMIN_KEY=%s\n' "$client" "$public" | publish "$folder/surface-keys.env"
