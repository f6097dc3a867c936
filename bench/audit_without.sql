-- The reads of a case page, as the staff role makes them, without the audit row.
BEGIN;
SELECT * FROM cases WHERE id = :case;
SELECT * FROM key_seals WHERE case_id = :case;
SELECT * FROM reports WHERE case_id = :case;
SELECT p.* FROM persons p JOIN reports r ON r.id = p.report_id WHERE r.case_id = :case;
SELECT * FROM clocks WHERE case_id = :case;
SELECT * FROM referrals WHERE case_id = :case;
COMMIT;
