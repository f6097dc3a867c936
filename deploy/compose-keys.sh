#!/usr/bin/env bash
# Run by the service `keys` of compose.yaml: `smv-cert keys …` on the folder of all keys, and then each role's own files to
# the volume of that role. Files that a role no longer needs stay until somebody removes them.
set -euo pipefail
umask 077
export SMV_CERT_KEYS_DIR=/keys/all
smv-cert keys "$@"
give() { # ROLE FILE ...
  local role=$1 file
  shift
  for file in "$@"; do
    [ -e "/keys/all/$file" ] || continue
    cp "/keys/all/$file" "/keys/$role/.$file.new"
    mv "/keys/$role/.$file.new" "/keys/$role/$file"
  done
}
cd /keys/all
shopt -s nullglob
give public code.key lookup.key authority.pub *.jwk
give staff code.key lookup.key authority.pub index.key login.key teams.ring token.pk8 referral.pk8 *.jwk
give worker worker.ring audit.key
