//! The public register of firms, as it was loaded.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use diesel::upsert::excluded;
use domain::contact::Phone;
use domain::cvr::Cvr;
use domain::organisation::{Municipality, SizeClass};
use domain::register::RegisteredFirm;
use domain::sector::{NaceVersion, Sector};
use uuid::Uuid;

use crate::schema::{register_firms, register_imports};
use crate::{Error, Tx};

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

/// Writes firms of an import over what was there. No number may be there twice.
pub fn put(tx: &mut Tx<'_>, import: Uuid, firms: &[RegisteredFirm]) -> Result<(), Error> {
    let rows: Vec<_> = firms
        .iter()
        .map(|firm| {
            let sector = firm.sector.as_ref();
            (
                register_firms::cvr.eq(firm.cvr.as_str()),
                register_firms::name.eq(&firm.name),
                register_firms::size_class.eq(firm.size_class.map(SizeClass::code)),
                register_firms::nace_version.eq(sector.map(|sector| sector.nace_version.code())),
                register_firms::sector_code.eq(sector.map(|sector| sector.code.as_str())),
                register_firms::municipality.eq(firm.municipality.as_ref().map(Municipality::code)),
                register_firms::phone.eq(firm.phone.as_ref().map(Phone::as_str)),
                register_firms::import_id.eq(import),
            )
        })
        .collect();
    diesel::insert_into(register_firms::table)
        .values(&rows)
        .on_conflict(register_firms::cvr)
        .do_update()
        .set((
            register_firms::name.eq(excluded(register_firms::name)),
            register_firms::size_class.eq(excluded(register_firms::size_class)),
            register_firms::nace_version.eq(excluded(register_firms::nace_version)),
            register_firms::sector_code.eq(excluded(register_firms::sector_code)),
            register_firms::municipality.eq(excluded(register_firms::municipality)),
            register_firms::phone.eq(excluded(register_firms::phone)),
            register_firms::import_id.eq(excluded(register_firms::import_id)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Ends an import: firms that it did not name are gone. Answers how many those were.
pub fn finish(tx: &mut Tx<'_>, id: Uuid, import: &Import) -> Result<usize, Error> {
    let gone = diesel::delete(register_firms::table.filter(register_firms::import_id.ne(id)))
        .execute(tx.conn)?;
    diesel::insert_into(register_imports::table)
        .values((
            register_imports::id.eq(id),
            register_imports::loaded_at.eq(import.loaded_at),
            register_imports::source.eq(&import.source),
            register_imports::firms.eq(import.firms),
        ))
        .execute(tx.conn)?;
    Ok(gone)
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
