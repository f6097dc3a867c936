//! Who holds no key opens nothing; who holds enough shares gets every key back.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use smv_cert_tests::{Caller, PASSWORD, TestDatabase, report, text};

use crate::outside::empty_folder;
use crate::served::{Server, run};

async fn staff(server: &Server, name: &str) -> Caller {
    let login = json!({"email": format!("{name}@demo.example"), "password": PASSWORD});
    let anyone = Caller::new(&server.url);
    let tokens = anyone.post("/api/v1/auth/login", &login).await.expect(200);
    anyone.with(text(&tokens, "access_token"))
}

/// A folder that goes with its test.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Files some reports and works on one; paths of the cases.
async fn some_cases(server: &Server) -> Vec<String> {
    let anyone = Caller::new(&server.url);
    for n in 0..5 {
        let mut report = report::bakery();
        report["description"] = json!(format!("Alle filer er låst på maskine nummer {n}."));
        let key = format!("some-cases-00000{n}");
        let _ = anyone
            .post_once("/api/v1/reports", &key, &report)
            .await
            .expect(201);
    }
    let analyst = staff(server, "analyst1").await;
    let list = analyst.get("/api/v1/cases").await.expect(200);
    let paths: Vec<String> = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| format!("/api/v1/cases/{}", text(case, "id")))
        .collect();
    assert_eq!(paths.len(), 5);
    let note = json!({"text": "Ringede til ejeren."});
    let _ = analyst
        .post(&format!("{}/notes", paths[0]), &note)
        .await
        .expect(201);
    paths
}

async fn opened(server: &Server, paths: &[String]) -> Vec<u16> {
    let analyst = staff(server, "analyst2").await;
    let mut statuses = Vec::new();
    for path in paths {
        statuses.push(analyst.get(path).await.status.as_u16());
        statuses.push(analyst.get(&format!("{path}/events")).await.status.as_u16());
    }
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

fn remove_keys(data_dir: &Path) {
    fs::remove_dir_all(data_dir.join("keys")).unwrap();
}

#[tokio::test]
async fn the_database_without_the_key_files_opens_nothing() {
    let (database, folder) = (TestDatabase::new(), Folder(empty_folder("no-keys")));
    let mut server = Server::start(&folder.0, Some(&database.url)).await;
    let paths = some_cases(&server).await;
    assert_eq!(opened(&server, &paths).await, [200]);
    let _ = server.terminate().await;

    // The login and everything else are there; only the private keys of the teams are not.
    fs::write(folder.0.join("keys/teams.ring"), "").unwrap();
    let server = Server::start(&folder.0, Some(&database.url)).await;

    assert_eq!(opened(&server, &paths).await, [503]);
    let analyst = staff(&server, "analyst1").await;
    let list = analyst.get("/api/v1/cases").await.expect(200);
    assert_eq!(list["data"].as_array().unwrap().len(), 5, "open columns");
}

#[tokio::test]
async fn three_of_five_shares_bring_every_key_back_and_two_do_not() {
    let (database, folder) = (TestDatabase::new(), Folder(empty_folder("escrow")));
    let mut server = Server::start(&folder.0, Some(&database.url)).await;
    let paths = some_cases(&server).await;
    let shares = folder.0.join("shares");
    let share = |n: u8| shares.join(format!("share-{n}.txt")).display().to_string();
    let (made, said) = run(
        &folder.0,
        &database.url,
        &[
            "keys",
            "escrow",
            "--shares",
            "5",
            "--threshold",
            "3",
            "--out",
            &shares.display().to_string(),
        ],
    );
    assert!(made, "{said}");
    // A key that comes later is in escrow by itself.
    let (rotated, said) = run(&folder.0, &database.url, &["keys", "rotate"]);
    assert!(rotated, "{said}");
    let _ = server.terminate().await;
    remove_keys(&folder.0);

    let [one, two, three] = [share(1), share(4), share(5)];
    let (recovered, said) = run(
        &folder.0,
        &database.url,
        &["keys", "recover", "--share", &one, "--share", &two],
    );
    assert!(!recovered && said.contains("1 more"), "{said}");
    assert!(!folder.0.join("keys/teams.ring").exists());
    let (recovered, said) = run(
        &folder.0,
        &database.url,
        &[
            "keys", "recover", "--share", &one, "--share", &two, "--share", &three,
        ],
    );
    assert!(recovered, "{said}");
    let (listed, said) = run(&folder.0, &database.url, &["keys", "list"]);
    assert!(listed && !said.contains("not here"), "{said}");

    let server = Server::start(&folder.0, Some(&database.url)).await;
    assert_eq!(opened(&server, &paths).await, [200]);
}
