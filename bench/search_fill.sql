-- Many cases in the blind index. Hashes as a language has words: few of them often, most of them seldom. One case in a
-- hundred has all that the one real report has.
CREATE TEMP TABLE real AS SELECT t.terms FROM case_terms t JOIN reports r USING (case_id) LIMIT 1;
\ir number.sql
CREATE FUNCTION pg_temp.word(n int, k int) RETURNS bigint LANGUAGE sql VOLATILE AS
$$ SELECT hashint8extended(floor(300000 * power(random(), 4))::bigint + 0 * (n + k), 7) $$;
DROP INDEX case_terms_terms;
ALTER TABLE cases DISABLE TRIGGER ALL;
ALTER TABLE case_terms DISABLE TRIGGER ALL;
CREATE TEMP TABLE filled AS SELECT n, gen_random_uuid() AS id FROM generate_series(1, :cases) n;
INSERT INTO cases (id, number, status, team_id, kind, severity, priority, classification, tlp, ongoing, impact,
  size_class, aware_at, received_at, updated_at, indexed_version)
SELECT f.id, s.number, 'closed', t.id, 'phishing', 'low', f.n % 101,
  '{"primary": {"class": "fraud", "type": "phishing"}, "secondary": [], "taxonomy_version": "1003"}',
  'TLP:AMBER', 'no', 'normal', '5-9', now(), now() - f.n * interval '1 second', now() - f.n * interval '1 second', 1
FROM filled f JOIN teams t ON t.takes_intake JOIN LATERAL (SELECT pg_temp.number(500000000 + f.n::bigint * 7919)) s (number) ON true;
INSERT INTO case_terms (case_id, terms)
SELECT f.id, array(SELECT DISTINCT pg_temp.word(f.n, k) FROM generate_series(1, :terms) k)
  || CASE WHEN f.n % 100 = 0 THEN (SELECT terms FROM real) ELSE '{}' END
FROM filled f;
SET maintenance_work_mem = '1GB';
CREATE INDEX case_terms_terms ON case_terms USING gin (terms) WITH (fastupdate = off);
ALTER TABLE cases ENABLE TRIGGER ALL;
ALTER TABLE case_terms ENABLE TRIGGER ALL;
VACUUM ANALYZE case_terms;
VACUUM ANALYZE cases;
