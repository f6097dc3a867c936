DROP VIEW audit_events;
DROP TABLE audit_cursor;
DROP TABLE audit_chain;
DROP TABLE audit;
