#!/usr/bin/env bash
# Run by the PostgreSQL container when it makes its database for the first time.
set -euo pipefail
for role in public staff worker migrate; do
  export "SMV_$(tr '[:lower:]' '[:upper:]' <<<"$role")_PASSWORD=$(<"/run/secrets/${role}_password")"
done
psql --no-psqlrc --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --file /usr/share/smv-cert/postgres-logins.sql
