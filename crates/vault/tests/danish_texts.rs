//! The blind index finds in 5,000 Danish texts what a naive search over the plain text finds.

// Always true here; tells clippy that helpers are test code too.
#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};

use rust_stemmers::{Algorithm, Stemmer};
use serde_json::Value;
use vault::index::{IndexKey, Query, Terms};

const TEXTS: usize = 5_000;

/// Numbers that look random and are the same in every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) >> 1).unwrap() % end
    }

    fn of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| self.below(10).to_string()).collect()
    }
}

/// An exact value: how it is asked for, and all the ways in which texts write it.
struct Fact {
    asked: Vec<String>,
    written: Vec<String>,
}

struct Material {
    sentences: Vec<String>,
    words: Vec<String>,
    firms: Vec<String>,
    facts: Vec<Fact>,
}

fn strings(value: &Value, danish: bool, found: &mut Vec<String>) {
    match value {
        Value::String(text) if danish && text.contains(' ') => found.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|v| strings(v, danish, found)),
        Value::Object(fields) => {
            let danish = fields
                .get("language")
                .map_or(danish, |language| language == "da");
            fields.values().for_each(|v| strings(v, danish, found));
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn tokens(text: &str) -> impl Iterator<Item = String> {
    let lower = text.to_lowercase();
    let words: Vec<String> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= 3)
        .map(str::to_owned)
        .collect();
    words.into_iter()
}

/// The digits in groups.
fn grouped(digits: &str, size: usize, between: &str) -> String {
    let digits: Vec<char> = digits.chars().collect();
    let groups: Vec<String> = digits.chunks(size).map(String::from_iter).collect();
    groups.join(between)
}

fn eight_digits(digits: &str) -> Vec<String> {
    let grouped = [(8, ""), (2, " "), (4, " "), (2, "-")].map(|(n, sign)| grouped(digits, n, sign));
    grouped.to_vec()
}

fn account(dice: &mut Dice) -> Fact {
    let (registration, number) = (dice.digits(4), dice.digits(10));
    let whole: u128 = format!("{registration}{number}132000").parse().unwrap();
    let iban = format!("DK{:02}{registration}{number}", 98 - whole % 97);
    let written = vec![
        grouped(&iban, 4, " "),
        format!("reg.nr. {registration} konto {number}"),
        format!("{registration}-{number}"),
        format!("{registration} {number}"),
        iban,
    ];
    let asked = written.clone();
    Fact { asked, written }
}

fn digest(dice: &mut Dice) -> Fact {
    let letters: Vec<char> = "0123456789abcdef".chars().collect();
    let digest: String = (0..64).map(|_| *dice.of(&letters)).collect();
    let written = vec![digest.to_uppercase(), digest];
    let asked = written.clone();
    Fact { asked, written }
}

fn domain(name: &str) -> Fact {
    let asked = vec![name.to_owned(), format!("https://{name}/login")];
    let mut written = asked.clone();
    written.push(format!(
        "hxxp://{}/index.php?id=7",
        name.replace('.', "[.]")
    ));
    written.push(format!("https://www.{name}/a/b.html"));
    written.push(format!("post@mail.{name}"));
    Fact { asked, written }
}

impl Material {
    fn gather(dice: &mut Dice) -> Self {
        let mut texts = Vec::new();
        for file in [
            include_str!("../../server/demo/incidents.json"),
            include_str!("../../server/demo/dialogue.json"),
        ] {
            strings(&serde_json::from_str(file).unwrap(), false, &mut texts);
        }
        let sentences: Vec<String> = texts
            .iter()
            .flat_map(|text| text.split_inclusive(". "))
            .map(|sentence| sentence.trim().to_owned())
            .filter(|sentence| (2..=60).contains(&sentence.split_whitespace().count()))
            .collect();
        let plain = |word: &String| word.chars().all(char::is_alphabetic);
        let words: BTreeSet<String> = sentences
            .iter()
            .flat_map(|s| tokens(s))
            .filter(plain)
            .collect();
        let rows = |file| serde_json::from_str::<Vec<BTreeMap<String, Value>>>(file).unwrap();
        let firms = rows(include_str!("../../server/demo/firms.json"));
        let people = rows(include_str!("../../server/demo/people.json"));
        let text = |row: &BTreeMap<String, Value>, name| row[name].as_str().unwrap().to_owned();
        let mut facts = Vec::new();
        for firm in firms.iter().take(40) {
            let number = text(firm, "cvr");
            let (mut asked, mut written) = (eight_digits(&number), eight_digits(&number));
            asked.push(format!("DK{number}"));
            written.push(format!("CVR-nr. {number}"));
            facts.push(Fact { asked, written });
        }
        for person in people.iter().take(40) {
            let number = text(person, "phone").replace("+45", "");
            let (mut asked, mut written) = (eight_digits(&number), eight_digits(&number));
            asked.push(format!("+45 {number}"));
            written.push(format!("+45 {}", written[1]));
            facts.push(Fact { asked, written });
            let mail = text(person, "email");
            let written = vec![
                mail.clone(),
                mail.replace('@', " [at] "),
                mail.to_uppercase(),
            ];
            facts.push(Fact {
                asked: vec![mail.clone(), mail.to_uppercase()],
                written,
            });
        }
        let ascii: Vec<String> = words
            .iter()
            .filter(|word| word.is_ascii())
            .cloned()
            .collect();
        for _ in 0..25 {
            facts.push(account(dice));
            facts.push(digest(dice));
            facts.push(domain(&format!(
                "{}-{}.example",
                dice.of(&ascii),
                dice.of(&ascii)
            )));
        }
        let firms = firms.iter().map(|firm| text(firm, "name")).collect();
        let words = words.into_iter().collect();
        Self {
            sentences,
            words,
            firms,
            facts,
        }
    }

    /// A text of 20 to 120 words.
    fn text(&self, dice: &mut Dice) -> String {
        let length = 20 + dice.below(95);
        let mut text = String::new();
        let mut count = 0;
        while count < length {
            let part = match dice.below(12) {
                0 => format!("{} kr.", dice.below(2_000_000)),
                1 => dice.of(&self.firms).clone(),
                2 => {
                    let fact = dice.of(&self.facts);
                    dice.of(&fact.written).clone()
                }
                3 | 4 => inflected(dice.of(&self.words).as_str(), dice),
                5 | 6 => dice.of(&self.words).clone(),
                _ => dice.of(&self.sentences).clone(),
            };
            let words = part.split_whitespace().count();
            if count + words <= 120 {
                count += words;
                text.push_str(dice.of::<&str>(&[", ", " ", ". ", "\n"]));
                text.push_str(&part);
            }
        }
        text
    }
}

/// A form of the word that may never have been written, by Danish endings.
fn inflected(word: &str, dice: &mut Dice) -> String {
    let endings = [
        "en", "et", "er", "erne", "ernes", "s", "e", "ede", "t", "ende",
    ];
    let base = word.strip_suffix(['e', 's', 't']).unwrap_or(word);
    format!("{base}{}", dice.of::<&str>(&endings))
}

/// The plain texts, as a naive search sees them.
struct Plain {
    vocabulary: Vec<Word>,
    texts: Vec<(String, Vec<usize>)>,
    danish: Stemmer,
    english: Stemmer,
}

struct Word {
    text: String,
    /// Whether it is more than a stop word.
    searched: bool,
    danish: String,
    english: String,
}

impl Plain {
    fn read(key: &IndexKey, texts: &[String]) -> Self {
        let (danish, english) = (Algorithm::Danish, Algorithm::English);
        let (danish, english) = (Stemmer::create(danish), Stemmer::create(english));
        let mut known = BTreeMap::new();
        let mut vocabulary = Vec::new();
        let mut read = Vec::new();
        for text in texts {
            let mut ids = BTreeSet::new();
            for word in tokens(text) {
                let id = *known.entry(word.clone()).or_insert_with(|| {
                    vocabulary.push(Word {
                        danish: danish.stem(&word).into_owned(),
                        english: english.stem(&word).into_owned(),
                        searched: Query::parse(key, &word).is_some(),
                        text: word,
                    });
                    vocabulary.len() - 1
                });
                ids.insert(id);
            }
            let clear = text
                .to_lowercase()
                .replace("[.]", ".")
                .replace(" [at] ", "@");
            read.push((clear, ids.into_iter().collect()));
        }
        Self {
            vocabulary,
            texts: read,
            danish,
            english,
        }
    }

    /// The texts that hold every word: one of its forms, or a word that begins with it.
    fn with_words(&self, query: &str) -> BTreeSet<usize> {
        let stop = |asked: &String| {
            self.vocabulary
                .iter()
                .any(|w| w.text == *asked && !w.searched)
        };
        let each = tokens(query).filter(|asked| !stop(asked)).map(|asked| {
            let (danish, english) = (self.danish.stem(&asked), self.english.stem(&asked));
            let start: String = asked.chars().take(24).collect();
            let stemmed = !asked.chars().any(|c| c.is_ascii_digit());
            let same = |word: &Word| stemmed && (word.danish == danish || word.english == english);
            let fits = |word: &Word| word.searched && (word.text.starts_with(&start) || same(word));
            let fitting: Vec<bool> = self.vocabulary.iter().map(fits).collect();
            let holds = |(_, ids): &(String, Vec<usize>)| ids.iter().any(|id| fitting[*id]);
            let texts = self.texts.iter().enumerate();
            texts
                .filter(|(_, text)| holds(text))
                .map(|(at, _)| at)
                .collect()
        });
        each.reduce(|a: BTreeSet<usize>, b| &a & &b)
            .unwrap_or_default()
    }

    /// The texts that hold the value in one of the ways in which it is written, not inside a longer one.
    fn with_value(&self, written: &[String]) -> BTreeSet<usize> {
        let bounded = |text: &str, form: &str| {
            let mut begun = false;
            let mut parts = text.split(form);
            let mut before = parts.next().unwrap_or_default();
            for after in parts {
                let last = before.chars().next_back().unwrap_or(' ');
                let mut signs = after.chars();
                let next = signs.next().unwrap_or(' ');
                let more = signs.next().is_some_and(char::is_alphanumeric);
                let longer = next.is_alphanumeric() || (matches!(next, '.' | '-') && more);
                begun |= !last.is_alphanumeric() && last != '-' && !longer;
                before = after;
            }
            begun
        };
        let forms: Vec<String> = written.iter().map(|form| form.to_lowercase()).collect();
        let holds = |text: &str| forms.iter().any(|form| bounded(text, form));
        let texts = self.texts.iter().enumerate();
        texts
            .filter(|(_, text)| holds(&text.0))
            .map(|(at, _)| at)
            .collect()
    }
}

/// Queries, each with the texts that a naive search finds.
fn queries(material: &Material, plain: &Plain, dice: &mut Dice) -> Vec<(String, BTreeSet<usize>)> {
    let mut asked = Vec::new();
    for _ in 0..100 {
        let word = dice.of(&plain.vocabulary).text.clone();
        let letters: Vec<char> = word.chars().collect();
        let length = 3 + dice.below(letters.len() - 2);
        asked.push(letters.into_iter().take(length).collect());
        asked.push(inflected(&word, dice));
        let (_, ids) = dice.of(&plain.texts);
        let other = &plain.vocabulary[*dice.of(ids)].text;
        asked.push(format!("{} {other}", plain.vocabulary[*dice.of(ids)].text));
        asked.push(format!("{word} {}", dice.of(&material.words)));
        asked.push(word);
    }
    // Eight digits are asked for below, with all that they can mean.
    let words = asked
        .into_iter()
        .filter(|q| !q.split(' ').any(|w| w.len() == 8 && is_digits(w)));
    let mut queries: Vec<_> = words
        .map(|q| (plain.with_words(&q), q))
        .map(|(t, q)| (q, t))
        .collect();
    for fact in &material.facts {
        let asked = dice.of(&fact.asked).clone();
        queries.push((asked, plain.with_value(&fact.written)));
    }
    queries
}

fn is_digits(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

#[test]
fn the_index_finds_what_a_naive_search_finds() {
    let key = IndexKey::new([7; 32]);
    let mut dice = Dice(3);
    let material = Material::gather(&mut dice);
    let texts: Vec<String> = (0..TEXTS).map(|_| material.text(&mut dice)).collect();
    let entries: Vec<Vec<i64>> = texts
        .iter()
        .map(|text| {
            let mut terms = Terms::new(&key);
            terms.text(text);
            terms.finish()
        })
        .collect();
    let plain = Plain::read(&key, &texts);

    let (mut asked, mut meant, mut found, mut right) = (0, 0, 0, 0);
    for (text, expected) in queries(&material, &plain, &mut dice) {
        let Some(query) = Query::parse(&key, &text) else {
            continue;
        };
        let hits: BTreeSet<usize> = (0..TEXTS)
            .filter(|at| query.matches(&entries[*at]))
            .collect();
        let missed: Vec<&String> = (&expected - &hits).iter().map(|at| &texts[*at]).collect();
        assert!(missed.is_empty(), "{text:?} is in {missed:#?}");
        asked += 1;
        meant += expected.len();
        found += hits.len();
        right += (&hits & &expected).len();
    }

    println!("{asked} queries: {meant} texts meant, {found} found, {right} of them rightly");
    assert!(asked >= 400 && meant > 10_000);
    assert_eq!(right, meant, "recall is 1");
    assert!(right * 100 >= found * 99, "precision is at least 0.99");
}
