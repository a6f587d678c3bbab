#!/bin/sh
# Adds a manager with a new PIN (or JUMUN_PIN=…) and says the PIN: for the first start, and for whoever forgot theirs.
# Usage: add-manager.sh MEMBER...
# MEMBER is the member service's program, however it is started, with what it needs to find its database.
set -eu

pin=${JUMUN_PIN:-$(shuf -i 0-999999 -n 1 --random-source=/dev/urandom | xargs printf %06d)}
echo "$pin" | "$@" --add-manager
echo "A manager's PIN is $pin. It is shown this once: only its hash is kept."
