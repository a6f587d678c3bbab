#!/bin/sh
# Runs the installed member service's program as its own user, on its own data: sudo sh deploy/member.sh --add-manager
set -eu
exec systemd-run --quiet --pipe --wait --collect \
    -p DynamicUser=yes -p User=jumun-member -p StateDirectory=jumun-member -p StateDirectoryMode=0700 -p UMask=0077 \
    -p Environment=JUMUN_DATABASE_URL=sqlite:/var/lib/jumun-member/member.db -p EnvironmentFile=-/etc/jumun/member.env \
    /usr/local/lib/jumun/member "$@"
