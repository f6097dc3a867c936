//! A register that answers as it is told, and remembers what it was asked.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use server::{Config, LiveRegister};

/// How it answers from now on.
#[derive(Clone)]
pub(crate) enum Manner {
    /// A status with JSON.
    Json(u16, Value),
    /// The bakery's entry under whatever number was asked for, with this name.
    Any(String),
    /// This text, called JSON.
    Text(String),
    /// Elsewhere.
    Redirect(String),
    /// Not at all, until whoever asks gives up.
    Silent,
}

/// A running one. Its thread ends with the process.
pub(crate) struct Fake {
    port: u16,
    manner: Arc<Mutex<Manner>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Fake {
    pub(crate) fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let fake = Self {
            port,
            manner: Arc::new(Mutex::new(manner)),
            asked: Arc::default(),
        };
        let (manner, asked) = (fake.manner.clone(), fake.asked.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let manner = manner.lock().unwrap().clone();
                let asked = asked.clone();
                std::thread::spawn(move || serve(stream, &manner, &asked));
            }
        });
        fake
    }

    /// How it answers from now on.
    pub(crate) fn is_now(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// Every request, whole, oldest first.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// Where it is.
    pub(crate) fn address(&self) -> String {
        self.address_by("127.0.0.1")
    }

    /// The same, by another name of this machine.
    pub(crate) fn address_by(&self, host: &str) -> String {
        format!("http://{host}:{}/firms/{{cvr}}", self.port)
    }

    /// Sets it as the live register.
    pub(crate) fn set(&self, config: &mut Config) {
        config.live_register = Some(LiveRegister {
            user: Some("smv".to_owned()),
            password: Some("hemmeligt".into()),
            private_addresses: true,
            ..LiveRegister::at(&self.address(), true).unwrap()
        });
    }
}

fn serve(stream: TcpStream, manner: &Manner, asked: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap_or(0) == 0 {
            return;
        }
    }
    asked.lock().unwrap().push(head.clone());
    let (status, more, body) = match manner {
        Manner::Json(status, value) => (*status, String::new(), value.to_string()),
        Manner::Any(name) => {
            let number = head
                .split(['/', ' '])
                .find_map(|part| part.parse::<u32>().ok());
            let mut entry = bakery("5-9");
            let firm = &mut entry["hits"]["hits"][0]["_source"]["Vrvirksomhed"];
            firm["cvrNummer"] = json!(number);
            firm["virksomhedMetadata"]["nyesteNavn"]["navn"] = json!(name);
            (200, String::new(), entry.to_string())
        }
        Manner::Text(text) => (200, String::new(), text.clone()),
        Manner::Redirect(to) => (302, format!("Location: {to}\r\n"), String::new()),
        Manner::Silent => {
            let _ = reader.read(&mut [0]);
            return;
        }
    };
    let head = format!(
        "HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n{more}\r\n",
        body.len()
    );
    let _ = reader.get_mut().write_all(head.as_bytes());
    let _ = reader.get_mut().write_all(body.as_bytes());
}

/// The bakery as the register's distribution writes it.
pub(crate) fn bakery(size: &str) -> Value {
    json!({"hits": {"total": 1, "hits": [{"_source": {"Vrvirksomhed": {
        "cvrNummer": 13_748_136,
        "virksomhedMetadata": {
            "nyesteNavn": {"navn": "BAGERIET SOLSIKKEN ApS"},
            "nyesteHovedbranche": {"branchekode": "107110"},
            "nyesteAarsbeskaeftigelse": {"intervalKodeAntalAnsatte": size},
            "nyesteBeliggenhedsadresse": {"kommune": {"kommuneKode": 751}}
        }
    }}}]}})
}
