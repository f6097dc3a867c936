-- Who speaks for the firm, and who no longer does: a supplier that may itself be the cause.
SET lock_timeout = '5s';

ALTER TABLE reports
    ADD COLUMN identity_assurance text NOT NULL DEFAULT 'none'
        CONSTRAINT reports_identity_assurance_check
        CHECK (identity_assurance IN ('none', 'callback', 'eid')),
    -- Whoever sent it says that the supplier may be the cause.
    ADD COLUMN supplier_suspected boolean NOT NULL DEFAULT false,
    -- Since when its sender reaches it neither by an API key nor by the code of its receipt.
    ADD COLUMN sender_shut_out_at timestamptz;

-- A hash that is of no code: all doors that demand one stay shut until a call-back gives a new one.
CREATE FUNCTION hash_of_no_code() RETURNS bytea
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$ SELECT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) $$;

-- In a case whose supplier is suspected no API key reaches a report, whichever of the reports came first.
-- Here, because the public role can neither read nor change a report that is there.
CREATE FUNCTION reports_shut_suppliers_out() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF NEW.supplier_suspected THEN
        UPDATE reports SET sender_shut_out_at = NEW.received_at, code_hash = hash_of_no_code()
        WHERE case_id = NEW.case_id AND api_key_id IS NOT NULL AND sender_shut_out_at IS NULL;
    END IF;
    IF NEW.api_key_id IS NOT NULL AND NEW.sender_shut_out_at IS NULL AND EXISTS (
        SELECT FROM reports r WHERE r.case_id = NEW.case_id AND r.supplier_suspected)
    THEN
        NEW.sender_shut_out_at := NEW.received_at;
    END IF;
    IF NEW.sender_shut_out_at IS NOT NULL THEN
        NEW.code_hash := hash_of_no_code();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reports_shut_suppliers_out BEFORE INSERT ON reports FOR EACH ROW
    WHEN (NEW.supplier_suspected OR NEW.api_key_id IS NOT NULL OR NEW.sender_shut_out_at IS NOT NULL)
    EXECUTE FUNCTION reports_shut_suppliers_out();

CREATE OR REPLACE FUNCTION api_key_reports(p_key_hash bytea, p_now timestamptz, p_number text,
    p_before timestamptz, p_before_id uuid, p_limit integer)
RETURNS TABLE (id uuid, number text, case_status text, received_at timestamptz,
    updated_at timestamptz, next_update_due timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT r.id, r.number, c.status, r.received_at, c.updated_at,
        (SELECT k.due_at FROM clocks k
         WHERE k.case_id = c.id AND k.name = 'next_update' AND k.stopped_at IS NULL)
    FROM api_keys own
        JOIN api_keys k ON k.owner = own.owner
        JOIN reports r ON r.api_key_id = k.id
        JOIN cases c ON c.id = r.case_id
    WHERE own.key_hash = p_key_hash AND own.revoked_at IS NULL AND own.expires_at > p_now
        AND 'read_own' = ANY (own.scopes)
        AND r.sender_shut_out_at IS NULL
        AND (p_number IS NULL OR r.number = p_number)
        AND (p_before IS NULL OR (r.received_at, r.id) < (p_before, p_before_id))
    ORDER BY r.received_at DESC, r.id DESC
    LIMIT least(p_limit, 201)
$$;

REVOKE ALL ON FUNCTION hash_of_no_code(), reports_shut_suppliers_out() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hash_of_no_code() TO smv_staff;
GRANT UPDATE (identity_assurance, sender_shut_out_at) ON reports TO smv_staff;
