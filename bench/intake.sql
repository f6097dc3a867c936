-- The rows that one report brings about, as one statement. Contents have the lengths the program writes. A colon before a
-- letter would be a variable of pgbench's, hence chr(58).
WITH made AS (
  SELECT gen_random_uuid() AS case_id, gen_random_uuid() AS report_id, CAST(gen_random_uuid() AS text) AS number,
    sha256(CAST(CAST(gen_random_uuid() AS text) AS bytea)) AS hash, now() AS now
), new_key AS (
  INSERT INTO intake_keys (key_hash, body_hash, report_id, expires_at)
  SELECT hash, sha256(hash), report_id, now + interval '7 days' FROM made ON CONFLICT DO NOTHING
), new_case AS (
  INSERT INTO cases (id, number, status, team_id, kind, severity, priority, classification, tlp, ongoing, impact,
    size_class, region, sector_group, organisation_type, aware_at, received_at, updated_at)
  SELECT case_id, number, 'new', (SELECT id FROM teams WHERE takes_intake), 'ransomware', 'critical', 95,
    '{"primary": {"class": "malicious-code", "type": "infected-system"}, "secondary": [], "taxonomy_version": "1003"}',
    'TLP' || chr(58) || 'AMBER', 'yes', 'all_down', '5-9', '1082', 2, 'company', now, now, now
  FROM made ON CONFLICT DO NOTHING
), new_report AS (
  INSERT INTO reports (id, case_id, number, code_hash, code_public_key, kind, received_at, content, consents, fingerprint)
  SELECT report_id, case_id, number, hash, hash, 'ransomware', now, decode(repeat('7b', 1081), 'hex'),
    decode(repeat('7b', 121), 'hex'), hash
  FROM made ON CONFLICT DO NOTHING
), new_event AS (
  INSERT INTO events (uid, case_id, report_id, at, actor_role, name, audience, content)
  SELECT gen_random_uuid(), case_id, report_id, now, 'reporter', 'case.opened', 'reporter',
    decode(repeat('7b', 121), 'hex') FROM made
), new_clocks AS (
  INSERT INTO clocks (id, case_id, name, started_at, due_at)
  SELECT gen_random_uuid(), case_id, name, now, now + interval '1 hour'
  FROM made, (VALUES ('first_response'), ('next_update')) AS names (name) ON CONFLICT DO NOTHING
), new_person AS (
  INSERT INTO persons (id, report_id, part, content)
  SELECT gen_random_uuid(), report_id, 'reporter', decode(repeat('7b', 185), 'hex') FROM made
), new_seals AS (
  INSERT INTO key_seals (key_id, kind, case_id, holder, holder_id, sealed)
  SELECT CASE WHEN kind = 'case' THEN case_id WHEN kind = 'report' THEN report_id ELSE gen_random_uuid() END,
    kind, case_id, holder, report_id, decode(repeat('7b', length), 'hex')
  FROM made, (VALUES ('report', 'team', 97), ('case', 'team', 97), ('report', 'code', 49), ('person', 'key', 49))
    AS seals (kind, holder, length) ON CONFLICT DO NOTHING
)
INSERT INTO outbox (id, kind, payload, dedup_key, next_attempt_at, created_at)
SELECT gen_random_uuid(), 'mail', decode(repeat('7b', 459), 'hex'), 'received:' || report_id, now, now
FROM made ON CONFLICT DO NOTHING;
