-- Makes the logins of the four database URLs. Run once as a PostgreSQL superuser, on the empty database:
--   SMV_PUBLIC_PASSWORD=… SMV_STAFF_PASSWORD=… SMV_WORKER_PASSWORD=… SMV_MIGRATE_PASSWORD=… \
--     psql --dbname smv_cert --file postgres-logins.sql
-- Running it again sets the passwords anew. `smv-cert migrate` makes the tables, and grants to the three roles.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
\getenv public_password SMV_PUBLIC_PASSWORD
\getenv staff_password SMV_STAFF_PASSWORD
\getenv worker_password SMV_WORKER_PASSWORD
\getenv migrate_password SMV_MIGRATE_PASSWORD

-- Roles that carry rights, and logins that belong to exactly one of them.
SELECT format('CREATE ROLE %I NOLOGIN', wanted)
FROM unnest(ARRAY['smv_public', 'smv_staff', 'smv_worker']) AS wanted
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) \gexec
SELECT format('CREATE ROLE %I LOGIN', wanted)
FROM unnest(ARRAY['smv_public_login', 'smv_staff_login', 'smv_worker_login', 'smv_migrate']) AS wanted
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) \gexec

ALTER ROLE smv_public_login PASSWORD :'public_password' CONNECTION LIMIT 40;
ALTER ROLE smv_staff_login PASSWORD :'staff_password' CONNECTION LIMIT 40;
ALTER ROLE smv_worker_login PASSWORD :'worker_password' CONNECTION LIMIT 20;
ALTER ROLE smv_migrate PASSWORD :'migrate_password' CONNECTION LIMIT 5;

GRANT smv_public TO smv_public_login;
GRANT smv_staff TO smv_staff_login;
GRANT smv_worker TO smv_worker_login;
-- The owner of the schema; a member of all three, so that migrations may grant to them.
GRANT smv_public, smv_staff, smv_worker TO smv_migrate WITH ADMIN OPTION;

SELECT format('ALTER DATABASE %I OWNER TO smv_migrate', current_database()) \gexec
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO smv_public, smv_staff, smv_worker', current_database()) \gexec
ALTER SCHEMA public OWNER TO smv_migrate;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- A forgotten transaction must not hold locks. No statement_timeout for smv_public_login: it does not end a COMMIT that
-- waits for a standby, and a cancelled COMMIT looks like a success (runbook.md, "Never cancel intake").
ALTER ROLE smv_staff_login SET statement_timeout = '30s';
ALTER ROLE smv_public_login SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE smv_staff_login SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE smv_worker_login SET idle_in_transaction_session_timeout = '60s';
