DROP FUNCTION reporter_stage(text, bytea, integer, text, text, uuid, bytea, text[], timestamptz[], timestamptz[], timestamptz[], timestamptz);
DROP FUNCTION follow_stages(text, bytea);
DROP TABLE stage_clocks;
