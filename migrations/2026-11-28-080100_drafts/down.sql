DROP FUNCTION draft_forget(bytea);
DROP FUNCTION draft_write(bytea, integer, bytea, timestamptz, timestamptz);
DROP FUNCTION draft_open(bytea, timestamptz);
DROP TABLE drafts;
