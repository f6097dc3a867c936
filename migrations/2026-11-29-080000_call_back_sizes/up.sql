-- A wish to be called holds name, number and an unsent report, cut to fit: what is larger is no wish of
-- ours. Rows from before are left alone; they end within 90 days.
SET lock_timeout = '5s';

ALTER TABLE call_backs ADD CONSTRAINT call_backs_content_size
    CHECK (octet_length(content) <= 65536) NOT VALID;
