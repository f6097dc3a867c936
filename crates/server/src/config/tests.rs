//! Good configurations, and busted ones: each problem named in one clear line.

use std::ffi::OsString;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use secrecy::ExposeSecret as _;
use store::DbRole;

use super::{Config, Mode, checked, show};
use crate::{Role, Roles};
use busted::{BUSTED, Environment, OIDC};

mod busted;
mod oidc;

fn read(file: &str, environment: &[(&str, &str)]) -> Result<Config, Vec<String>> {
    let environment = environment
        .iter()
        .map(|(name, value)| (OsString::from(name), OsString::from(value)));
    checked(Some((Path::new("config.toml"), file)), environment)
        .map(|(config, _)| config)
        .map_err(|error| error.problems)
}

/// A production system that lacks nothing.
const PRODUCTION: &str = r#"
    mode = "production"
    [database]
    public_url = "postgresql://p:pw@db/smv_cert"
    staff_url = "postgresql://s:pw@db/smv_cert"
    worker_url = "postgresql://w:pw@db/smv_cert"
    [http]
    public_url = "https://meld.cert.example"
    [mail]
    url = "smtps://user:password@mail.cert.example"
    from = "SMV-CERT <svar@cert.example>"
    [contact]
    phone = "70 12 34 56"
    [attachments]
    storage = "file:/srv/files"
"#;

#[test]
fn nothing_set_is_production_with_the_defaults_of_the_contract() {
    let config = read("", &[]).unwrap();

    assert_eq!(config.mode, Mode::Production);
    assert_eq!(config.data_dir, Path::new("./var"));
    assert_eq!(config.http.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.metrics_listen.unwrap().to_string(), "127.0.0.1:9090");
    assert!(config.mail.url.is_file());
    assert!(!config.database.is_set());
    assert_eq!(config.database.public_connections, 16);
}

#[test]
fn the_environment_wins_over_the_file() {
    let file = "mode = \"demo\"\n[http]\nlisten = \"127.0.0.1:1\"\n";

    let config = read(
        file,
        &[
            ("SMV_CERT_HTTP__LISTEN", "127.0.0.1:2"),
            ("SMV_CERT_MODE", ""),
        ],
    )
    .unwrap();

    assert_eq!(config.http.listen.port(), 2);
    assert_eq!(config.mode, Mode::Demo, "an empty variable counts as unset");
}

#[test]
fn database_url_is_known_by_both_names_and_ours_wins() {
    let url = |config: &Config| {
        config
            .database
            .url
            .as_ref()
            .unwrap()
            .expose_secret()
            .to_owned()
    };
    let (common, ours) = ("postgres://a/x", "postgresql://b/y");

    let one = read("", &[("DATABASE_URL", common)]).unwrap();
    let both = [("DATABASE_URL", common), ("SMV_CERT_DATABASE__URL", ours)];
    let first = read("", &both).unwrap();
    let last = read("", &[both[1], both[0]]).unwrap();

    assert_eq!(url(&one), common);
    assert_eq!(
        (url(&first), url(&last)),
        (ours.to_owned(), ours.to_owned())
    );
}

#[test]
fn a_secret_can_stand_in_a_file_of_its_own() {
    let path = std::env::temp_dir().join(format!("smv-cert-secret-{}", std::process::id()));
    std::fs::write(&path, "postgresql://s:pw@db/x\n").unwrap();
    std::fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();

    let name = "SMV_CERT_DATABASE__STAFF_URL_FILE";
    let config = read("", &[(name, path.to_str().unwrap())]).unwrap();

    let url = config.database.own_url(DbRole::Staff).unwrap();
    assert_eq!(url.expose_secret(), "postgresql://s:pw@db/x");
    std::fs::remove_file(path).unwrap();
}

#[test]
fn a_secret_that_everybody_may_read_is_none() {
    let path = std::env::temp_dir().join(format!("smv-cert-open-{}", std::process::id()));
    let name = "SMV_CERT_DATABASE__STAFF_URL_FILE";
    let of_file = |content: &str, mode: u32| {
        std::fs::write(&path, content).unwrap();
        std::fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        read("", &[(name, path.to_str().unwrap())]).unwrap_err()
    };

    for (content, mode, expected) in [
        (
            "postgresql://s:pw@db/x",
            0o644,
            "may be read or written by everybody (mode 644)",
        ),
        (
            "postgresql://s:pw@db/x",
            0o602,
            "may be read or written by everybody (mode 602)",
        ),
        ("", 0o600, "is empty"),
        ("hemmelig", 0o600, "must be a PostgreSQL URL"),
    ] {
        let problems = of_file(content, mode);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains(expected), "{problems:?}");
        assert!(
            !problems[0].contains("hemmelig") && !problems[0].contains("pw"),
            "{problems:?}"
        );
    }
    // What nobody else gets to is not open, whatever its own rights.
    let closed = path.with_extension("closed");
    std::fs::create_dir_all(&closed).unwrap();
    std::fs::set_permissions(&closed, Permissions::from_mode(0o700)).unwrap();
    std::fs::write(closed.join("url"), "postgresql://s:pw@db/x").unwrap();
    let inside = closed.join("url");
    std::fs::set_permissions(&inside, Permissions::from_mode(0o444)).unwrap();
    assert!(read("", &[(name, inside.to_str().unwrap())]).is_ok());
    std::fs::remove_dir_all(closed).unwrap();
    let both = [
        (name, path.to_str().unwrap()),
        ("SMV_CERT_DATABASE__STAFF_URL", "postgresql://a/b"),
    ];
    std::fs::write(&path, "postgresql://s:pw@db/x").unwrap();
    std::fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    let problems = read("", &both).unwrap_err();
    assert!(
        problems[0].contains("or database.staff_url_file, not both"),
        "{problems:?}"
    );

    std::fs::write(
        &path,
        "[database]\nstaff_url = \"postgresql://s:pw@db/x\"\n",
    )
    .unwrap();
    std::fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    let problems = Config::load(Some(&path)).unwrap_err().problems;
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].starts_with("database.staff_url: "),
        "{problems:?}"
    );
    assert!(
        problems[0].contains("(mode 644): chmod 640 it"),
        "{problems:?}"
    );
    std::fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
    assert!(Config::load(Some(&path)).is_ok());
    std::fs::remove_file(path).unwrap();
    assert_eq!(
        Config::load(Some(Path::new("/nowhere/x")))
            .unwrap_err()
            .problems
            .len(),
        1
    );
}

#[test]
fn recipients_of_backups_stand_in_one_line() {
    let (one, two) = (
        vault::archive::new_identity().1,
        vault::archive::new_identity().1,
    );
    let file = format!("[backup]\nrecipients = \"{one}, {two}\"");

    assert_eq!(read(&file, &[]).unwrap().backup_recipients, [one, two]);
    assert!(read("", &[]).unwrap().backup_recipients.is_empty());
    let mistake = read("[backup]\nrecipients = \"AGE-SECRET-KEY-1\"", &[]).unwrap_err();
    assert!(
        !mistake.concat().contains("AGE-SECRET-KEY-1"),
        "{mistake:?}"
    );
}

#[test]
fn busted_configurations_are_named_by_key_and_reason() {
    for (file, environment, expected) in BUSTED {
        let problems = read(file, environment).unwrap_err();

        assert_eq!(problems.len(), 1, "{file} {environment:?}: {problems:?}");
        assert!(
            problems[0].contains(expected),
            "{expected:?} not in {:?}",
            problems[0]
        );
    }
}

#[test]
fn all_problems_are_named_at_once_and_no_secret_with_them() {
    let file = "mode = \"x\"\n[database]\nurl = \"hemmelig\"\n[http]\nlisten = \"x\"\n";

    let problems = read(file, &[("SMV_CERT_X", "y")]).unwrap_err();

    assert_eq!(problems.len(), 4);
    assert!(!problems.concat().contains("hemmelig"));
    let broken = read("demo_password = \"hemmelig", &[]).unwrap_err();
    assert!(!broken.concat().contains("hemmelig"), "{broken:?}");
}

#[test]
fn variables_of_tests_and_of_others_are_left_alone() {
    let environment = [("SMV_CERT_TEST_DATABASE_URL", "x"), ("PATH", "/bin")];

    assert!(read("", &environment).is_ok());
}

#[test]
fn a_complete_production_system_may_start_in_every_role() {
    let config = read(PRODUCTION, &[]).unwrap();

    for roles in [
        Roles::All,
        Roles::Only(Role::Public),
        Roles::Only(Role::Worker),
    ] {
        assert_eq!(config.refusals(roles), Vec::<String>::new());
    }
}

#[test]
fn a_production_system_with_one_thing_wrong_is_told_that_one() {
    let cases: [(Environment, Roles, &str); 16] = [
        (
            &[("SMV_CERT_ATTACHMENTS__STORAGE", "file:")],
            Roles::Only(Role::Staff),
            "attachments.storage: not set, and the data directory is that of the role staff alone",
        ),
        (
            &[("SMV_CERT_ATTACHMENTS__STORAGE", "file:")],
            Roles::All,
            "",
        ),
        (
            &[(
                "SMV_CERT_DATABASE__STAFF_URL",
                "postgresql://p:other@db/smv_cert",
            )],
            Roles::All,
            "database.staff_url: is the login of database.public_url",
        ),
        (
            &[(
                "SMV_CERT_DATABASE__WORKER_URL",
                "postgresql://s@db/smv_cert?sslmode=verify-full",
            )],
            Roles::Only(Role::Worker),
            "database.worker_url: is the login of database.staff_url",
        ),
        (
            &[(
                "SMV_CERT_DATABASE__MIGRATE_URL",
                "postgresql://s:pw@db/smv_cert",
            )],
            Roles::Only(Role::Staff),
            "database.migrate_url: is the login of database.staff_url",
        ),
        (
            &[("SMV_CERT_DEMO_PASSWORD", "a long password")],
            Roles::All,
            "demo_password: belongs to demo mode; take it away",
        ),
        (
            &[("SMV_CERT_HTTP__PUBLIC_URL", "http://meld.cert.example")],
            Roles::Only(Role::Staff),
            "http.public_url: must begin with https://",
        ),
        (
            &[("SMV_CERT_MAIL__URL", "file:")],
            Roles::All,
            "mail.url: mail into files is for demonstrations",
        ),
        (&[("SMV_CERT_MODE", "demo")], Roles::All, ""),
        (
            &[("SMV_CERT_LIMITS__LOGIN_PER_MINUTE", "off")],
            Roles::Only(Role::Staff),
            "limits.login_per_minute: must not be off in production",
        ),
        (
            &[("SMV_CERT_LIMITS__LOGIN_FAILURES_PER_MINUTE", "off")],
            Roles::All,
            "limits.login_failures_per_minute: must not be off in production",
        ),
        (
            &[("SMV_CERT_LIMITS__CODE_PER_MINUTE", "off")],
            Roles::Only(Role::Public),
            "limits.code_per_minute: must not be off in production",
        ),
        (
            &[("SMV_CERT_LIMITS__CODE_FAILURES_PER_MINUTE", "off")],
            Roles::All,
            "limits.code_failures_per_minute: must not be off in production",
        ),
        (
            &[("SMV_CERT_LIMITS__EXPORT_PER_MINUTE", "off")],
            Roles::All,
            "limits.export_per_minute: must not be off in production",
        ),
        (
            &[("SMV_CERT_LIMITS__INTAKE_PER_MINUTE", "off")],
            Roles::All,
            "",
        ),
        (
            &[("SMV_CERT_LIMITS__LOGIN_PER_MINUTE", "off")],
            Roles::Only(Role::Public),
            "",
        ),
    ];

    for (environment, roles, expected) in cases {
        let refusals = read(PRODUCTION, environment).unwrap().refusals(roles);

        if expected.is_empty() {
            assert!(refusals.is_empty(), "{environment:?}: {refusals:?}");
        } else {
            assert_eq!(refusals.len(), 1, "{environment:?}: {refusals:?}");
            assert!(refusals[0].starts_with(expected), "{refusals:?}");
        }
    }
}

#[test]
fn production_refuses_what_belongs_to_demonstrations() {
    let all: &[&str] = &[
        "database.public_url",
        "database.staff_url",
        "database.worker_url",
        "http.public_url: not set",
        "demo_password",
        "mail.url",
    ];
    let cases: [(&str, Environment, Roles, &[&str]); 5] = [
        ("demo_password = \"a long password\"", &[], Roles::All, all),
        (
            PRODUCTION,
            &[("SMV_CERT_HTTP__PUBLIC_URL", "http://meld.cert.example")],
            Roles::Only(Role::Public),
            &["http.public_url: must begin with https://"],
        ),
        (
            PRODUCTION,
            &[("SMV_CERT_MAIL__URL", "file:")],
            Roles::Only(Role::Worker),
            &["mail.url: mail into files"],
        ),
        (
            PRODUCTION,
            &[("SMV_CERT_MAIL__URL", "file:")],
            Roles::Only(Role::Staff),
            &[],
        ),
        (
            "[http]\npublic_url = \"https://a.dk\"\n[attachments]\nstorage = \"file:/srv/files\"\n[contact]\nphone = \"70 12 34 56\"",
            &[("DATABASE_URL", "postgresql://one/for_all")],
            Roles::Only(Role::Public),
            &["database.public_url: production needs a login of its own"],
        ),
    ];

    for (file, environment, roles, expected) in cases {
        let refusals = read(file, environment).unwrap().refusals(roles);

        assert_eq!(refusals.len(), expected.len(), "{refusals:?}");
        for (line, expected) in refusals.iter().zip(expected) {
            assert!(line.starts_with(expected), "{line} {expected}");
        }
    }
}

#[test]
fn mail_comes_from_the_host_that_stands_in_links_unless_told_otherwise() {
    let production = PRODUCTION
        .replace("from =", "# from =")
        .replace("phone =", "# phone =");

    let config = read(&production, &[]).unwrap();

    assert_eq!(config.mail.from, "SMV-CERT <no-reply@meld.cert.example>");
    assert!(config.refusals(Roles::All).is_empty());
    assert!(config.warnings()[0].starts_with("contact.phone is not set"));
}

#[test]
fn demo_mode_refuses_nothing() {
    let config = read("mode = \"demo\"", &[]).unwrap();

    assert!(config.refusals(Roles::All).is_empty());
}

#[test]
fn what_is_shown_holds_no_secret_and_can_be_read_again() {
    let environment = [(
        OsString::from("DATABASE_URL"),
        OsString::from("postgresql://u:hemmelig@db/x?password=hemmelig"),
    )];
    let file = (Path::new("config.toml"), PRODUCTION);

    let (_, values) = checked(Some(file), environment).unwrap();
    let shown = show::as_toml(&values);

    assert!(
        !shown.contains("hemmelig") && !shown.contains("pw@"),
        "{shown}"
    );
    assert!(shown.contains("url = \"***\"  # DATABASE_URL"), "{shown}");
    assert!(shown.contains("postgresql://p:***@db/smv_cert"), "{shown}");
    assert!(shown.contains("workers = 2  # default"), "{shown}");
    let (_, again) = checked(
        Some((
            Path::new("shown"),
            &shown.replace("\"***\"", "\"postgres://x\""),
        )),
        [],
    )
    .unwrap();
    assert_eq!(
        again.len() + 3,
        show::as_toml(&again).matches(" = ").count() + 3
    );
}

#[test]
fn the_committed_example_is_a_configuration_that_serves() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../deploy/config.example.toml"
    );
    let text = std::fs::read_to_string(path).unwrap();

    let config = read(&text, &[]).unwrap();

    assert_eq!(config.mode, Mode::Production);
    // Every key that is commented out is known too.
    let uncommented: String = text
        .lines()
        .filter(|line| line.contains(" = "))
        .map(|line| line.trim_start_matches("# ").to_owned() + "\n")
        .filter(|line| !line.contains("_file"))
        .collect();
    for line in uncommented.lines() {
        let key = line.split(" = ").next().unwrap_or_default().trim();
        let known = super::known::KEYS
            .iter()
            .any(|known| known.name.rsplit('.').next() == Some(key));
        assert!(known, "{line}");
    }
}
