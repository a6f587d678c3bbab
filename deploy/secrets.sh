#!/bin/sh
# Makes what staff sessions are signed and checked with in FOLDER, each only when it is not there yet:
#   member.key       signs sessions; the member service's alone
#   member.key.pepper   goes into the hashes of PINs; the member service's alone. Without it no PIN opens anything: keep it
#   member-key.env   its public half, a line of environment for all who check sessions; not secret
# With --rotate there is a new key, and the public half of the one before stays in member-key.env, so that whoever is signed in
# and every device goes on. Take it out of that line after a shift, when the devices have been signed in on again.
# Usage: secrets.sh [--rotate] FOLDER MEMBER...
# MEMBER is the member service's program, however it is started; it has to see FOLDER, which is absolute, by that name.
set -eu
umask 077

rotate=
if test "$1" = --rotate; then
    rotate=yes
    shift
fi
folder=$1
shift
mkdir -p "$folder"

earlier=
if test -f "$folder/member-key.env"; then
    earlier=$(sed -n 's/^JUMUN_MEMBER_KEY=//p' "$folder/member-key.env")
fi
if test -n "$rotate"; then
    test -n "$earlier" || { echo "secrets.sh: there is no key to be replaced" >&2; exit 1; }
    mv -f "$folder/member.key" "$folder/member.key.before"
fi

# Whole or not at all. Nobody but the folder's owner gets at them, so whoever they are handed to may read them.
public=$("$@" --new-key --signing-key-file "$folder/member.key")
case $public in
    k4.public.*) ;;
    *) echo "secrets.sh: no public key was told" >&2; exit 1 ;;
esac
chmod 444 "$folder/member.key" "$folder/member.key.pepper"
# A key that was made from nothing replaces the ones before: they may be in other hands.
keys=$public
case ",$earlier," in
    *",$public,"*) keys=$earlier ;;
esac
test -z "$rotate" || keys=$public,$earlier
echo "JUMUN_MEMBER_KEY=$keys" > "$folder/member-key.env.next"
chmod 444 "$folder/member-key.env.next"
mv "$folder/member-key.env.next" "$folder/member-key.env"
rm -f "$folder/member.key.before"
