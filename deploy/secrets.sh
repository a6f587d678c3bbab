#!/bin/sh
# Makes what staff sessions are signed and checked with in FOLDER, each only when it is not there yet:
#   member.key       signs sessions; the member service's alone
#   member-key.env   its public half, a line of environment for all who check sessions; not secret
# Usage: [KEY_OWNER=65532] secrets.sh FOLDER MEMBER...
# MEMBER is the member service's program, however it is started; it has to see FOLDER, which is absolute, by that name.
# FOLDER and the key are for nobody but the user who runs this. KEY_OWNER is the user inside a container that the key is handed
# to as a file: root gives it the key; for anybody else the key is readable, and FOLDER, which is closed, keeps all others out.
set -eu
umask 077

fail() {
    echo "secrets.sh: $1" >&2
    exit 1
}

folder=$1
shift
mkdir -p "$folder"
test -n "$(find "$folder" -prune -type d -user "$(id -u)")" ||
    fail "$folder belongs to another user, who could exchange the key: name a folder of your own, or run this as its owner"
# It may have been there before, made for settings and open to all.
chmod 700 "$folder"
test -n "$(find "$folder" -prune -perm 700)" ||
    fail "$folder cannot be closed to others (is it on a file system without permissions?): name another folder"

# Whole or not at all.
public=$("$@" --new-key --signing-key-file "$folder/member.key")
case $public in
    k4.public.*) ;;
    *) fail "no public key was told" ;;
esac
mode=400
if test -n "${KEY_OWNER:-}"; then
    if test "$(id -u)" = 0; then chown "$KEY_OWNER" "$folder/member.key"; else mode=444; fi
fi
chmod "$mode" "$folder/member.key"
echo "JUMUN_MEMBER_KEY=$public" > "$folder/member-key.env.next"
chmod 444 "$folder/member-key.env.next"
mv "$folder/member-key.env.next" "$folder/member-key.env"
