-- The public register of firms, as `smv-cert cvr import` has loaded it. Nothing in it comes from a report.
CREATE TABLE register_imports (
    id uuid PRIMARY KEY,
    loaded_at timestamptz NOT NULL,
    -- Name of the file, without its folder.
    source text NOT NULL,
    firms integer NOT NULL
);

CREATE TABLE register_firms (
    cvr text PRIMARY KEY CHECK (cvr ~ '^[0-9]{8}$'),
    name text NOT NULL,
    size_class text,
    nace_version text,
    sector_code text,
    municipality text,
    phone text,
    CONSTRAINT register_firms_sector_has_a_version CHECK ((nace_version IS NULL) = (sector_code IS NULL))
);

-- An extract while it is read, in many small transactions: one long one would hold up the feed of events and
-- the audit chain, which wait for what is not committed. Lost in a crash, and then read again.
CREATE UNLOGGED TABLE register_loading (LIKE register_firms INCLUDING ALL);

-- One firm by its number: the public role does not walk through the register.
CREATE FUNCTION register_firm(p_cvr text)
RETURNS TABLE (name text, size_class text, nace_version text, sector_code text, municipality text, phone text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT f.name, f.size_class, f.nace_version, f.sector_code, f.municipality, f.phone
    FROM register_firms f WHERE f.cvr = p_cvr
$$;

REVOKE ALL ON FUNCTION register_firm(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION register_firm(text) TO smv_public, smv_staff;
GRANT SELECT ON register_imports TO smv_staff, smv_worker;
