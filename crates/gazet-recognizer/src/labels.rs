//! The labels of the chain: outside, and beginning, inside, last, unit of each type.

use gazet_core::EntityType;

/// Number of labels: outside, and four for each of the three types.
pub(crate) const N_LABELS: usize = 13;

/// Row width of weight tables: [`N_LABELS`] padded to a whole vector register.
pub(crate) const WIDTH: usize = 16;

/// One label, an index below [`N_LABELS`].
pub(crate) type Label = u8;

/// Outside of every name.
pub(crate) const OUTSIDE: Label = 0;

/// Where in a name a label stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Begin = 0,
    Inside = 1,
    Last = 2,
    Unit = 3,
}

/// The label of `part` of a name of type `entity_type`.
pub(crate) const fn label(entity_type: EntityType, part: Part) -> Label {
    1 + 4 * entity_type as u8 + part as u8
}

/// The type a label speaks of; `None` for [`OUTSIDE`].
pub(crate) fn entity_type(label: Label) -> Option<EntityType> {
    let index = usize::from(label.checked_sub(1)? / 4);
    EntityType::ALL.get(index).copied()
}

/// Whether a name can begin at (or the outside go on with) this label.
pub(crate) const fn opens(label: Label) -> bool {
    label == OUTSIDE || (label - 1) % 4 == Part::Begin as u8 || (label - 1) % 4 == Part::Unit as u8
}

/// Whether nothing is left open after this label.
pub(crate) const fn closes(label: Label) -> bool {
    label == OUTSIDE || (label - 1) % 4 == Part::Last as u8 || (label - 1) % 4 == Part::Unit as u8
}

/// Whether `next` may follow `previous` inside one stretch.
#[cfg(test)]
pub(crate) const fn follows(previous: Label, next: Label) -> bool {
    if closes(previous) {
        opens(next)
    } else {
        // Begin or inside: the same type must go on or end.
        !opens(next) && (previous - 1) / 4 == (next - 1) / 4
    }
}

/// The previous labels that may stand before each label.
pub(crate) const PREDECESSORS: [&[Label]; N_LABELS] = {
    const CLOSING: &[Label] = &[0, 3, 4, 7, 8, 11, 12];
    const PER: &[Label] = &[1, 2];
    const LOC: &[Label] = &[5, 6];
    const ORG: &[Label] = &[9, 10];
    [CLOSING, CLOSING, PER, PER, CLOSING, CLOSING, LOC, LOC, CLOSING, CLOSING, ORG, ORG, CLOSING]
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn predecessors_are_what_may_follow() {
        for next in 0..N_LABELS as u8 {
            let expected: Vec<Label> = (0..N_LABELS as u8).filter(|&p| follows(p, next)).collect();
            assert_eq!(PREDECESSORS[usize::from(next)], expected, "before label {next}");
        }
    }

    #[test]
    fn types_and_parts() {
        for t in EntityType::ALL {
            for part in [Part::Begin, Part::Inside, Part::Last, Part::Unit] {
                assert_eq!(entity_type(label(t, part)), Some(t));
            }
        }
        assert_eq!(entity_type(OUTSIDE), None);
    }
}
