-- Roles stay: they are cluster-wide and other databases may use them.
DROP TABLE referrals, outbox_history, outbox, clocks, events, case_lookups, request_keys,
    intake_keys, reports, cases, api_keys, sessions, people_teams, people, teams;
