SET lock_timeout = '5s';

ALTER TABLE call_backs DROP CONSTRAINT call_backs_content_size;
