//! The public register of firms, as it was loaded.

mod extract;

use crate::schema::{register_imports, register_loading};
use crate::{Error, Tx};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use domain::contact::Phone;
use domain::cvr::Cvr;
use domain::organisation::{Municipality, SizeClass};
use domain::register::RegisteredFirm;
use domain::sector::{NaceVersion, Sector};

pub use extract::Extract;

/// The last import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// When it was made.
    pub loaded_at: DateTime<Utc>,
    /// Name of the file.
    pub source: String,
    /// How many firms it named.
    pub firms: i32,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Text>)]
    size_class: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    nace_version: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    sector_code: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    municipality: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    phone: Option<String>,
}

/// What a finished import would change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Change {
    /// Firms of the extract.
    #[diesel(sql_type = BigInt)]
    pub loaded: i64,
    /// Firms of the register as it is.
    #[diesel(sql_type = BigInt)]
    pub before: i64,
    /// Of those, firms that the extract does not name.
    #[diesel(sql_type = BigInt)]
    pub gone: i64,
}

/// Begins to read an extract: what an import before left behind is forgotten.
pub fn begin(tx: &mut Tx<'_>) -> Result<(), Error> {
    diesel::sql_query("TRUNCATE register_loading").execute(tx.conn)?;
    Ok(())
}

/// Keeps firms of an extract beside the register. Answers how many were new: of a number that is there
/// twice the first one counts.
pub fn put(tx: &mut Tx<'_>, firms: &[RegisteredFirm]) -> Result<usize, Error> {
    let rows: Vec<_> = firms
        .iter()
        .map(|firm| {
            let sector = firm.sector.as_ref();
            (
                register_loading::cvr.eq(firm.cvr.as_str()),
                register_loading::name.eq(&firm.name),
                register_loading::size_class.eq(firm.size_class.map(SizeClass::code)),
                register_loading::nace_version.eq(sector.map(|sector| sector.nace_version.code())),
                register_loading::sector_code.eq(sector.map(|sector| sector.code.as_str())),
                register_loading::municipality
                    .eq(firm.municipality.as_ref().map(Municipality::code)),
                register_loading::phone.eq(firm.phone.as_ref().map(Phone::as_str)),
            )
        })
        .collect();
    let kept = diesel::insert_into(register_loading::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    Ok(kept)
}

/// What the extract that was read would change.
pub fn change(tx: &mut Tx<'_>) -> Result<Change, Error> {
    Ok(diesel::sql_query(
        "SELECT (SELECT count(*) FROM register_loading) AS loaded, count(*) AS before, \
         count(*) FILTER (WHERE l.cvr IS NULL) AS gone \
         FROM register_firms f LEFT JOIN register_loading l USING (cvr)",
    )
    .get_result(tx.conn)?)
}

/// Makes the extract the register. What has not changed is not written.
pub fn finish(tx: &mut Tx<'_>, import: &Import) -> Result<(), Error> {
    for sql in [
        "DELETE FROM register_firms f WHERE NOT EXISTS \
         (SELECT FROM register_loading l WHERE l.cvr = f.cvr)",
        "INSERT INTO register_firms SELECT * FROM register_loading ON CONFLICT (cvr) DO UPDATE SET \
         name = excluded.name, size_class = excluded.size_class, nace_version = excluded.nace_version, \
         sector_code = excluded.sector_code, municipality = excluded.municipality, \
         phone = excluded.phone WHERE register_firms IS DISTINCT FROM excluded",
        "TRUNCATE register_loading",
    ] {
        diesel::sql_query(sql).execute(tx.conn)?;
    }
    diesel::insert_into(register_imports::table)
        .values((
            register_imports::id.eq(crate::new_id::<Import>(import.loaded_at).uuid()),
            register_imports::loaded_at.eq(import.loaded_at),
            register_imports::source.eq(&import.source),
            register_imports::firms.eq(import.firms),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The last import, if there was one.
pub fn last_import(tx: &mut Tx<'_>) -> Result<Option<Import>, Error> {
    let row: Option<(DateTime<Utc>, String, i32)> = register_imports::table
        .order(register_imports::loaded_at.desc())
        .select((
            register_imports::loaded_at,
            register_imports::source,
            register_imports::firms,
        ))
        .first(tx.conn)
        .optional()?;
    Ok(row.map(|(loaded_at, source, firms)| Import {
        loaded_at,
        source,
        firms,
    }))
}

/// Whether an extract was ever imported.
pub fn is_there(tx: &mut Tx<'_>) -> Result<bool, Error> {
    #[derive(QueryableByName)]
    struct There {
        #[diesel(sql_type = Bool)]
        there: bool,
    }
    let row: There =
        diesel::sql_query("SELECT register_is_there() AS there").get_result(tx.conn)?;
    Ok(row.there)
}

/// The firm with this number, if the register has it.
pub fn find(tx: &mut Tx<'_>, cvr: &Cvr) -> Result<Option<RegisteredFirm>, Error> {
    let row: Option<Row> = diesel::sql_query("SELECT * FROM register_firm($1)")
        .bind::<Text, _>(cvr.as_str())
        .get_result(tx.conn)
        .optional()?;
    Ok(row.map(|row| {
        let version = row.nace_version.as_deref().and_then(NaceVersion::from_code);
        let code = row.sector_code.as_deref();
        RegisteredFirm {
            cvr: cvr.clone(),
            name: row.name,
            size_class: row.size_class.as_deref().and_then(SizeClass::from_code),
            sector: version
                .zip(code)
                .and_then(|(version, code)| Sector::parse(version, code)),
            municipality: row.municipality.as_deref().and_then(Municipality::parse),
            phone: row.phone.as_deref().and_then(Phone::parse),
        }
    }))
}
