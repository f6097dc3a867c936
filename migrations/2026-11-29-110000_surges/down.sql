SET lock_timeout = '5s';

DROP FUNCTION current_surge();
DROP INDEX reports_received;
DROP TABLE surges;
