//! Which reports are alike, by the keyed hashes of their words: nobody needs to read them for that.

use std::collections::BTreeSet;

/// Keyed hashes of a case's words.
pub type Terms = BTreeSet<i64>;

/// Two cases are alike when so large a part of the words that either has, both have.
const ALIKE: f64 = 0.3;

/// Groups of those alike, largest first, each in the order they came. A case joins the group whose first
/// case it is most like, so that no chain of small likenesses makes one group of everything.
#[must_use]
pub fn groups(cases: &[Terms]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, terms) in cases.iter().enumerate() {
        let most_alike = groups
            .iter_mut()
            .filter_map(|group| {
                let first = cases.get(*group.first()?)?;
                let likeness = likeness(first, terms);
                (likeness >= ALIKE).then_some((likeness, group))
            })
            .max_by(|(one, _), (other, _)| one.total_cmp(other));
        match most_alike {
            Some((_, group)) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    groups
}

/// The Jaccard index: of all words, the part that both have.
fn likeness(one: &Terms, other: &Terms) -> f64 {
    let both = one.intersection(other).count();
    let all = one.len() + other.len() - both;
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    if all == 0 {
        0.0
    } else {
        count(both) / count(all)
    }
}

#[cfg(test)]
mod tests {
    use super::{Terms, groups};

    #[test]
    fn cases_with_the_same_words_are_one_group_and_the_largest_comes_first() {
        let terms = |words: &[i64]| words.iter().copied().collect::<Terms>();
        let cases = [
            terms(&[90, 91]),
            terms(&[1, 2, 3, 4, 5]),
            terms(&[1, 2, 3, 6, 7]),
            terms(&[20, 21, 22]),
            terms(&[1, 2, 3, 4, 8]),
            Terms::new(),
            Terms::new(),
        ];

        let found = groups(&cases);

        assert_eq!(found[0], [1, 2, 4]);
        assert_eq!(found.len(), 5, "cases without words are alike to nothing");
    }
}
