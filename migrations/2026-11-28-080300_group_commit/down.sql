DROP FUNCTION intake_join_all(bytea[], timestamptz, timestamptz);
DROP FUNCTION intake_claim(bytea[], bytea[], uuid[], timestamptz[]);
