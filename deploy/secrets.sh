#!/bin/sh
# Makes the two secrets of the counter in FOLDER, each only when it is not there yet:
#   session-key   signs staff sessions
#   staff-pin     the argon2 hash of the staff PIN, as HASH_PIN (the server's own command) makes it
# Usage: secrets.sh FOLDER HASH_PIN...          with JUMUN_PIN=… for a PIN of one's own
set -eu
umask 077

folder=$1
shift
mkdir -p "$folder"

# Whole or not at all. Nobody but the folder's owner gets at them, so whoever they are handed to may read them.
keep() {
    cat > "$folder/$1.next"
    test -s "$folder/$1.next"
    chmod 444 "$folder/$1.next"
    mv "$folder/$1.next" "$folder/$1"
}

if ! test -e "$folder/session-key"; then
    head -c 64 /dev/urandom | od -An -v -tx1 | tr -d ' \n' | keep session-key
fi
if ! test -e "$folder/staff-pin"; then
    pin=${JUMUN_PIN:-$(shuf -i 0-999999 -n 1 --random-source=/dev/urandom | xargs printf %06d)}
    printf '%s\n' "$pin" | "$@" | keep staff-pin
    echo "The staff PIN is $pin. It is shown this once: only its hash is kept, in $folder/staff-pin."
fi
