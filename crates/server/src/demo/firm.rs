//! Which firm and which person an incident happened to.

use domain::organisation::SizeClass;

use super::dice::Dice;
use super::material::{Firm, Incident, Material, Reporter, Voice};

/// Who reports, for which firm.
pub(super) struct Sender<'m> {
    /// The firm that was hit.
    pub(super) firm: &'m Firm,
    /// Who writes.
    pub(super) reporter: &'m Reporter,
    /// The IT supplier, when it writes for the firm.
    pub(super) supplier: Option<&'m Firm>,
}

/// Casts the roles of an incident.
pub(super) fn cast<'m>(
    material: &'m Material,
    incident: &Incident,
    dice: &mut Dice,
) -> Option<Sender<'m>> {
    let firm = dice.pick_where(&material.firms, |firm| fits(firm, incident))?;
    let supplier = match incident.fits.voice {
        Voice::Firm => None,
        Voice::ItSupplier => dice.pick_where(&material.firms, |other| {
            other.sector.code == "62" && other.cvr != firm.cvr
        }),
    };
    let writes_for = supplier.unwrap_or(firm);
    let reporter = material
        .people
        .iter()
        .find(|person| person.cvr.as_deref() == Some(&writes_for.cvr))
        .or_else(|| dice.pick_where(&material.people, |person| person.cvr.is_none()))?;
    Some(Sender {
        firm,
        reporter,
        supplier,
    })
}

fn fits(firm: &Firm, incident: &Incident) -> bool {
    let fits = &incident.fits;
    let sector = fits.sectors.is_empty() || fits.sectors.contains(&firm.sector.code);
    let sort = if fits.types.is_empty() {
        matches!(firm.kind.as_str(), "company" | "other")
    } else {
        fits.types.contains(&firm.kind)
    };
    let supplier = matches!(firm.sector.code.as_str(), "62" | "63") && fits.sectors.is_empty();
    sector
        && sort
        && !supplier
        && firm.size_class >= fits.min_size
        && not_far_above(firm, fits.min_size)
}

/// Words of a one-man firm do not suit a firm of a hundred.
fn not_far_above(firm: &Firm, least: SizeClass) -> bool {
    let position = |class| SizeClass::ALL.iter().position(|other| *other == class);
    match (position(firm.size_class), position(least)) {
        (Some(size), Some(least)) => size <= least + 3,
        _ => false,
    }
}
