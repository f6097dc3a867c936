DROP FUNCTION attachment_drop(text, bytea, uuid);
DROP FUNCTION attachment_complete(text, bytea, uuid, bigint, bytea, integer, bytea, bytea, integer,
    integer, text, uuid, bytea, timestamptz);
DROP FUNCTION attachment_grow(text, bytea, uuid, bigint, bytea, integer);
DROP FUNCTION attachment_begin(text, bytea, uuid, bigint, bytea, bytea, integer, timestamptz);
DROP FUNCTION follow_attachments(text, bytea);
DROP TABLE attachments;
