-- Report numbers with their check symbol, as domain::number makes them: seven symbols of n in base 32, weighted by powers
-- of the primitive element of GF(32) (polynomial x^5 + x^2 + 1).
CREATE FUNCTION pg_temp.times_a(x int) RETURNS int LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN x << 1 >= 32 THEN ((x << 1) # 37) & 31 ELSE x << 1 END $$;
CREATE FUNCTION pg_temp.number(n bigint) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE alphabet text := '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; digits text := ''; total int := 0; v int;
BEGIN
  FOR i IN REVERSE 6..0 LOOP
    v := ((n >> (5 * i)) & 31)::int;
    total := pg_temp.times_a(total) # v;
    digits := digits || substr(alphabet, v + 1, 1);
  END LOOP;
  digits := digits || substr(alphabet, pg_temp.times_a(total) + 1, 1);
  RETURN 'SMV-' || substr(digits, 1, 4) || '-' || substr(digits, 5, 4);
END $$;
