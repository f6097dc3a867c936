//! The text for the authorities' own form.

use smv_cert_tests::{TestApp, text};

use super::{Filed, dairy, early_warning};

#[tokio::test]
async fn the_text_for_the_portal_comes_in_both_languages_and_says_what_is_missing() {
    let app = TestApp::start().await;
    let filed = Filed::new(&app, &dairy()).await;
    let _ = filed.add(&early_warning()).await;
    let fetch = async |stage: &str, language: &str| {
        let path = format!("{}/stages/{stage}", filed.path);
        let request = filed.reporter.request(reqwest::Method::GET, &path);
        let request = request
            .header("Accept", "text/plain")
            .header("Accept-Language", language);
        let reply = smv_cert_tests::send(request).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("content-type"), "text/plain; charset=utf-8");
        assert_eq!(reply.header("cache-control"), "no-store");
        reply.text()
    };

    let danish = fetch("early_warning", "da").await;
    let english = fetch("final", "en").await;

    for line in [
        "Tidlig varsling (NIS 2)\nTeksten er skrevet hos SMV-CERT og er ikke sendt til nogen myndighed.",
        "Virksomhed: Mejeriet Åløkke A/S\nCVR-nummer: 13748136\nKontaktperson: Karen Holm\n",
        "\nTror I, at nogen har gjort det med vilje eller ulovligt?\nJa\n",
        "\nHvilke lande?\nSverige\n",
        "Alle filer på serveren er låst",
    ] {
        assert!(danish.contains(line), "{line}\n---\n{danish}");
    }
    assert!(danish.contains(&text(&filed.receipt, "number")));
    assert!(!danish.contains("ikke udfyldt"), "{danish}");
    for line in [
        "Final report (NIS 2)\n",
        "\nWhat was the threat or the cause?\n(not filled in)\n",
        "\nDescribe the incident in detail\nAlle filer på serveren er låst",
        "\nWhich countries?\nSverige\n",
    ] {
        assert!(english.contains(line), "{line}\n---\n{english}");
    }
}
