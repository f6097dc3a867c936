-- In a transaction of its own: it holds nobody who writes.
ALTER TABLE audit VALIDATE CONSTRAINT audit_action_check;
ALTER TABLE sessions VALIDATE CONSTRAINT sessions_end_reason_check;
