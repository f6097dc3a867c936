//! Configurations with exactly one problem: file, environment, and what must stand in the line.

/// Variables of the environment.
pub(super) type Environment = &'static [(&'static str, &'static str)];

/// The set.
pub(super) const BUSTED: &[(&str, Environment, &str)] = &[
    (
        "mode = \"prod\"",
        &[],
        "mode: must be \"production\" or \"demo\", not \"prod\"",
    ),
    (
        "mod = \"demo\"",
        &[],
        "mod: there is no such key; did you mean mode?",
    ),
    (
        "[http]\nlisten_on = \"x\"",
        &[],
        "did you mean http.listen?",
    ),
    (
        "[https]\nlisten = \"127.0.0.1:1\"",
        &[],
        "did you mean http.listen?",
    ),
    (
        "[backup]\nrecipients = \"AGE-SECRET-KEY-1X\"",
        &[],
        "backup.recipients: public keys of age with commas between them: recipient 1 is not one",
    ),
    (
        "[register]\nlive_url = \"http://register.example/{cvr}\"",
        &[],
        "register.live_url: must be an https address with {cvr} once after the host",
    ),
    (
        "[register]\nlive_user = \"smv\"",
        &[],
        "register.live_url: must be set when register.live_user is",
    ),
    (
        "[register]\nlive_url = \"https://register.example/{cvr}\"\nlive_user = \"smv\"",
        &[],
        "register.live_user and register.live_password: set both, or neither",
    ),
    (
        "[mail]\nfrom_file = \"x\"",
        &[],
        "mail.from_file: there is no such key",
    ),
    (
        "",
        &[("SMV_CERT_HTTP__LITSEN", "x")],
        "did you mean SMV_CERT_HTTP__LISTEN?",
    ),
    (
        "",
        &[("SMV_CERT_DATABASE_URL", "x")],
        "did you mean SMV_CERT_DATABASE__URL?",
    ),
    (
        "",
        &[("SMV_CERT_HTTP__LISTEN", "8080")],
        "(SMV_CERT_HTTP__LISTEN): must be an IP address",
    ),
    (
        "[http]\nlisten = \"localhost:80\"",
        &[],
        "as in 127.0.0.1:8080, not \"localhost:80\"",
    ),
    (
        "[http]\nlisten = true",
        &[],
        "http.listen: must be text in quotes or a number",
    ),
    (
        "[http]\npublic_url = \"meld.dk\"",
        &[],
        "http.public_url: must be a web address",
    ),
    (
        "[http]\npublic_url = \"https://a.dk/x\"",
        &[],
        "a web address without a path",
    ),
    (
        "[http]\nworkers = 0",
        &[],
        "http.workers: must be a whole number from 1 to 64, not \"0\"",
    ),
    (
        "[database]\nurl = \"mysql://a/b\"",
        &[],
        "database.url: must be a PostgreSQL URL",
    ),
    (
        "[database]\npublic_connections = \"many\"",
        &[],
        "must be a whole number from 1",
    ),
    (
        "[database]\nurl_file = \"/nowhere/x\"",
        &[],
        "database.url_file: the file /nowhere/x cannot be read",
    ),
    (
        "[mail]\nurl = \"http://a\"",
        &[],
        "mail.url: the scheme \"http\" is not known",
    ),
    (
        "[mail]\nurl = \"smtp://a?tls=opportunistic\"",
        &[],
        "mail.url: tls=opportunistic is refused",
    ),
    (
        "[mail]\nfrom = \"nobody\"",
        &[],
        "mail.from: must be one address",
    ),
    (
        "[metrics]\nlisten = \"on\"",
        &[],
        "metrics.listen: must be an IP address and a port, or \"off\"",
    ),
    (
        "[referral]\npush_url = \"x\"",
        &[],
        "referral.push_url: must be a web address",
    ),
    (
        "demo_password = \"short\"",
        &[],
        "demo_password: must be 12 characters or more",
    ),
    (
        "log = \"store=loud\"",
        &[],
        "log: must be a filter as in RUST_LOG",
    ),
    (
        "mode = \"demo\"\nmode = \"demo\"",
        &[],
        "config.toml, line 2: duplicate key",
    ),
    (
        "[http]\ntrusted_proxies = \"proxy.cert.example\"",
        &[],
        "http.trusted_proxies: must be networks with commas between them, as in 10.1.0.0/16",
    ),
    (
        "[http]\ntrusted_proxies = \"10.1.0.0/33\"",
        &[],
        "http.trusted_proxies: must be networks",
    ),
    (
        "[http]\ntrusted_proxies = \"10.1.0.0/16, ::/0\"",
        &[],
        "not everybody, not \"10.1.0.0/16, ::/0\"",
    ),
    (
        "[http]\ntrusted_proxies = \"10.1.0.0/16,\"",
        &[],
        "http.trusted_proxies: must be networks",
    ),
    (
        "[http]\nforwarded_header = \"x-real-ip\"",
        &[],
        "http.forwarded_header: must be \"x-forwarded-for\" or \"forwarded\", not \"x-real-ip\"",
    ),
    (
        "[http]\nconnections = 3",
        &[],
        "http.connections: must be a whole number from 16 to 100000, not \"3\"",
    ),
    (
        "[http]\nconnections_per_address = 0",
        &[],
        "http.connections_per_address: must be a whole number from 1",
    ),
    (
        "[http]\nlisten = \"127.0.0.1:8080\"\nstaff_listen = \"127.0.0.1:8080\"",
        &[],
        "http.staff_listen: must not be the address of http.listen",
    ),
    (
        "[http]\nlisten = \"0.0.0.0:8080\"\nstaff_listen = \"10.0.0.1:8080\"",
        &[],
        "leave it out for one listener, not \"10.0.0.1:8080\"",
    ),
    (
        "[metrics]\nlisten = \"127.0.0.1:8080\"",
        &[],
        "metrics.listen: must not be the address of http.listen or http.staff_listen",
    ),
    (
        "[http]\nstaff_listen = \"[::]:9090\"",
        &[("SMV_CERT_METRICS__LISTEN", "[::1]:9090")],
        "metrics.listen (SMV_CERT_METRICS__LISTEN): must not be the address",
    ),
    (
        "[limits]\nlogin_per_minute = 0",
        &[],
        "limits.login_per_minute: must be a whole number from 1 to 1000000, or \"off\", not \"0\"",
    ),
    (
        "[limits]\ncode_per_minute = \"-1\"",
        &[],
        "limits.code_per_minute: must be a whole number",
    ),
    (
        "[limits]\nintake_per_minute = 1000001",
        &[],
        "limits.intake_per_minute: must be a whole number from 1 to 1000000",
    ),
    (
        "[limits]\nexport_per_minute = \"none\"",
        &[],
        "or \"off\", not \"none\"",
    ),
    (
        "[limits]\nlogins_per_minute = 5",
        &[],
        "did you mean limits.login_per_minute?",
    ),
    (
        "",
        &[("SMV_CERT_LIMITS__API_KEYS_PER_MINUTE", "5")],
        "did you mean SMV_CERT_LIMITS__API_KEY_PER_MINUTE?",
    ),
    (
        "[limits.login]\nper_minute = 5",
        &[],
        "limits.login: must be text in quotes or a number",
    ),
    ("[http", &[], "config.toml, line 1:"),
    (
        "[oidc]\nclient_id = \"smv\"",
        &[],
        "oidc.issuer: must be set when oidc.client_id is",
    ),
    (
        "[oidc]\nisuer = \"https://login.example\"",
        &[],
        "did you mean oidc.issuer?",
    ),
    (
        "[oidc]\nissuer = \"login.example\"\nclient_id = \"smv\"\ngroup_roles = \"a -> analyst\"",
        &[],
        "oidc.issuer: must be the provider's issuer",
    ),
    (
        "[oidc]\nissuer = \"https://login.example\"\ngroup_roles = \"a -> analyst\"",
        &[],
        "oidc.client_id: must be set when oidc.issuer is",
    ),
    (
        "[oidc]\nissuer = \"https://login.example\"\nclient_id = \"smv\"",
        &[],
        "oidc.group_roles: must be set when oidc.issuer is",
    ),
    (
        "[oidc]\nissuer = \"https://login.example\"\nclient_id = \"smv\"\ngroup_roles = \"a = boss\"",
        &[],
        "oidc.group_roles: \"a = boss\" is not of the form \"group -> role\"",
    ),
    (
        "[oidc]\nissuer = \"https://login.example\"\nclient_id = \"smv\"\ngroup_roles = \"a -> boss\"",
        &[],
        "oidc.group_roles: \"boss\" is no role; there are analyst, duty_lead",
    ),
    (
        "[oidc]\nissuer = \"https://login.example\"\nclient_id = \"smv\"\ngroup_roles = \";\"",
        &[],
        "oidc.group_roles: maps nothing",
    ),
    (
        OIDC,
        &[("SMV_CERT_OIDC__TRUSTS_PROVIDER_FACTORS", "yes")],
        "must be true or false, not \"yes\"",
    ),
    (
        OIDC,
        &[("SMV_CERT_OIDC__EXTRA_PARAMETERS", "idp_values=x&state=1")],
        "must be name=value with & between them",
    ),
    (
        OIDC,
        &[("SMV_CERT_OIDC__CLOCK_SKEW_SECONDS", "3600")],
        "must be a whole number from 0 to 300",
    ),
    (
        OIDC,
        &[("SMV_CERT_OIDC__CLIENT_SECRET_FILE", "/nowhere/x")],
        "the file /nowhere/x cannot be read",
    ),
];

/// A provider with what it needs at least.
pub(super) const OIDC: &str = "[oidc]\nissuer = \"https://login.example/realms/smv\"\n\
    client_id = \"smv\"\ngroup_roles = \"leads -> duty_lead @ National\"\n";
