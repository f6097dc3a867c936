-- 100,000 open cases.
\ir number.sql
INSERT INTO cases (id, number, status, team_id, kind, severity, priority, classification, tlp, ongoing, impact,
  size_class, aware_at, received_at, updated_at)
SELECT gen_random_uuid(), pg_temp.number(n * 7919), 'new', t.id, 'phishing', 'low', n % 101,
  '{"primary": {"class": "fraud", "type": "phishing"}, "secondary": [], "taxonomy_version": "1003"}',
  'TLP:AMBER', 'no', 'normal', '5-9', now(), now() - n * interval '1 second', now()
FROM generate_series(1, 100000) n, teams t WHERE t.takes_intake;
