#!/bin/sh
# Makes what staff sessions and the surfaces' calls are signed and checked with in FOLDER, each only when it is not there yet:
#   member.key       signs sessions; the member service's alone
#   member-key.env   its public half, a line of environment for all who check sessions; not secret
#   client.key       signs the calls of the customers' surface to the services; its alone
#   admin.key        the same of the counter's surface
#   surface-keys.env their public halves, lines of environment for the services; not secret
# Usage: secrets.sh FOLDER MEMBER...
# MEMBER is the member service's program, however it is started; it has to see FOLDER, which is absolute, by that name.
set -eu
umask 077

folder=$1
shift
mkdir -p "$folder"

# Whole or not at all. Nobody but the folder's owner gets at them, so whoever they are handed to may read them. A surface's key
# is made as the member service's: it is what it is used for that differs.
public=$("$@" --new-key --signing-key-file "$folder/member.key")
case $public in
    k4.public.*) ;;
    *) echo "secrets.sh: no public key was told" >&2; exit 1 ;;
esac
chmod 444 "$folder/member.key"
echo "JUMUN_MEMBER_KEY=$public" > "$folder/member-key.env.next"
chmod 444 "$folder/member-key.env.next"
mv "$folder/member-key.env.next" "$folder/member-key.env"

client=$("$@" --new-key --signing-key-file "$folder/client.key")
admin=$("$@" --new-key --signing-key-file "$folder/admin.key")
chmod 444 "$folder/client.key" "$folder/admin.key"
printf 'JUMUN_CLIENT_KEY=%s\nJUMUN_ADMIN_KEY=%s\n' "$client" "$admin" > "$folder/surface-keys.env.next"
chmod 444 "$folder/surface-keys.env.next"
mv "$folder/surface-keys.env.next" "$folder/surface-keys.env"
