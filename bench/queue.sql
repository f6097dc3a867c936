-- The first page of the queue, with the columns that the program reads.
SELECT id, number, status, owner, team_id, kind, severity, priority, classification, tlp, ongoing, impact, size_class,
  region, sector_group, organisation_type, aware_at, received_at, updated_at, version
FROM cases
WHERE status = 'new' AND team_id = ANY (ARRAY(SELECT id FROM teams WHERE takes_intake))
ORDER BY priority DESC, received_at, id LIMIT 51;
