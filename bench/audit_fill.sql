-- :rows rows for the chain, half events of a thousand cases, half openings of them; committed in many transactions, as it happens.
\ir number.sql
INSERT INTO cases (id, number, status, team_id, kind, severity, priority, classification, tlp, ongoing, impact,
  size_class, aware_at, received_at, updated_at)
SELECT gen_random_uuid(), pg_temp.number(n * 7907 + 13), 'closed', t.id, 'phishing', 'low', n % 101,
  '{"primary": {"class": "fraud", "type": "phishing"}, "secondary": [], "taxonomy_version": "1003"}',
  'TLP:AMBER', 'no', 'normal', '5-9', now(), now() - n * interval '1 second', now()
FROM generate_series(1, 1000) n, teams t WHERE t.takes_intake;
CREATE TEMP TABLE thousand AS SELECT id, row_number() OVER () AS n FROM cases LIMIT 1000;
CREATE PROCEDURE pg_temp.fill(rows bigint) LANGUAGE plpgsql AS $$
BEGIN
  FOR at_once IN 1..(rows / 2000) LOOP
    INSERT INTO events (uid, case_id, at, actor_role, actor_id, name, audience, content)
    SELECT gen_random_uuid(), s.id, now(), 'analyst', gen_random_uuid(), 'note', 'internal',
      decode(repeat(md5(s.n::text), 20), 'hex') FROM thousand s;
    INSERT INTO audit (at, actor_role, actor_id, session_id, action, outcome, case_id, trace_id, detail)
    SELECT now(), 'analyst', gen_random_uuid(), gen_random_uuid(), 'case.read', 'done', s.id,
      substr(md5(s.n::text), 1, 16), '{}' FROM thousand s;
    COMMIT;
  END LOOP;
END $$;
CALL pg_temp.fill(:rows);
VACUUM ANALYZE events, audit;
