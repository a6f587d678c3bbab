#!/bin/sh
# Adds a manager with a new PIN (or JUMUN_PIN=…) and says the PIN: for the first start, and for whoever forgot theirs.
# Usage: add-manager.sh STAFF...
# STAFF is the staff service's program, however it is started, with what it needs to find its database.
set -eu

if test -n "${JUMUN_PIN:-}"; then
    echo "$JUMUN_PIN" | "$@" --add-manager
    exit
fi
pin=$(shuf -i 0-999999 -n 1 --random-source=/dev/urandom | xargs printf %06d)
echo "$pin" | "$@" --add-manager --generated-pin
echo "A manager's PIN is $pin, for signing in once and setting another one. It is shown this once: only its hash is kept."
