-- What an address may still be sent that nobody at the desk wrote: our mails fill nobody's mailbox (security.md, T2).
SET lock_timeout = '5s';

CREATE TABLE mail_budgets (
    -- Keyed hash of the address, under a key of the worker.
    recipient bytea PRIMARY KEY CHECK (octet_length(recipient) = 32),
    -- When nothing of it is used any more (GCRA's theoretical arrival time).
    whole_at timestamptz NOT NULL
);
CREATE INDEX mail_budgets_whole ON mail_budgets (whole_at);

ALTER TABLE mail_budgets ENABLE ROW LEVEL SECURITY;
CREATE POLICY mail_budgets_worker ON mail_budgets TO smv_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON mail_budgets TO smv_worker;

-- Settled without being sent: the budget was used up.
ALTER TABLE outbox_history ADD COLUMN held_back boolean NOT NULL DEFAULT false;
