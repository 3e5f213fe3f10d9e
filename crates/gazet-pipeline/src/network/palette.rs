//! Colours that are told apart, also by readers who do not see red or green.

use gazet_core::EntityType;

/// Themes as nodes.
pub(super) const THEME: [u8; 3] = [0xE6, 0x9F, 0x00];
/// Documents as nodes.
pub(super) const DOCUMENT: [u8; 3] = [0x99, 0x99, 0x99];
/// What belongs to no group.
const NONE: [u8; 3] = [0xBB, 0xBB, 0xBB];

/// The colour of a type (Okabe and Ito 2008).
pub(super) const fn of_type(entity_type: EntityType) -> [u8; 3] {
    match entity_type {
        EntityType::Person => [0xD5, 0x5E, 0x00],
        EntityType::Place => [0x00, 0x9E, 0x73],
        EntityType::Organization => [0x00, 0x72, 0xB2],
    }
}

/// Twelve colours for groups by number (the first seven by Okabe and Ito); further groups have none of their own.
const GROUPS: [[u8; 3]; 12] = [
    [0x00, 0x72, 0xB2],
    [0xD5, 0x5E, 0x00],
    [0x00, 0x9E, 0x73],
    [0xCC, 0x79, 0xA7],
    [0xE6, 0x9F, 0x00],
    [0x56, 0xB4, 0xE9],
    [0xF0, 0xE4, 0x42],
    [0x33, 0x33, 0x33],
    [0x88, 0x22, 0x55],
    [0x44, 0xAA, 0x99],
    [0x99, 0x99, 0x33],
    [0x33, 0x22, 0x88],
];

/// The colour of a group.
pub(super) fn of_number(number: Option<u32>) -> [u8; 3] {
    number.and_then(|number| GROUPS.get(number as usize)).copied().unwrap_or(NONE)
}
