#!/bin/sh
# Runs the installed staff service's program as its own user, on its own data: sudo sh deploy/staff.sh --add-manager
set -eu
exec systemd-run --quiet --pipe --wait --collect \
    -p DynamicUser=yes -p User=jumun-staff -p StateDirectory=jumun-staff -p StateDirectoryMode=0700 -p UMask=0077 \
    -p Environment=JUMUN_DATABASE_URL=sqlite:/var/lib/jumun-staff/staff.db -p EnvironmentFile=-/etc/jumun/staff.env \
    /usr/local/lib/jumun/staff "$@"
