SET lock_timeout = '5s';

ALTER TABLE outbox_history DROP COLUMN held_back;
DROP TABLE mail_budgets;
