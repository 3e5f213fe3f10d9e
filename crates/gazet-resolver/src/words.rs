//! Small closed classes of words that the rules look at, beside the word lists of the gazetteer.

use bitflags::bitflags;
use gazet_core::NormHash;
use gazet_tokenizer::norm_hash;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

bitflags! {
    /// What a word does around names.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Own: u32 {
        /// Lower-case part of a person's name: `bin`, `van`, `de`.
        const PARTICLE = 1;
        /// Article of Arabic and Persian names, joined by a hyphen: `al-Maliki`.
        const ARABIC_ARTICLE = 1 << 1;
        /// Joins the parts of an organization's name: `of`, `for`.
        const LINK = 1 << 2;
        /// `and`, `&`.
        const AND = 1 << 3;
        /// `the`.
        const ARTICLE = 1 << 4;
        /// A preposition that often stands before a place.
        const PLACE_BEFORE = 1 << 5;
        /// A verb of which persons are subjects: `said`.
        const SAYS = 1 << 6;
        /// Title of men.
        const MALE = 1 << 7;
        /// Title of women.
        const FEMALE = 1 << 8;
        /// What follows a name: `Jr.`, `III`.
        const SUFFIX = 1 << 9;
        /// A word that makes an organization of a capitalized run nearly always.
        const STRONG_HEAD = 1 << 10;
        /// A head after which `of A and B` is one name: `Ministry`.
        const HEAD_AND = 1 << 11;
        /// A title that is a given name or surname as well: `Dean`, `Amir`.
        const AMBIGUOUS_TITLE = 1 << 12;
        /// An honorific that follows a name: `Khan`.
        const POST_HONORIFIC = 1 << 13;
        /// A place word that stands first: `Camp`, `Lake`.
        const PLACE_PREFIX = 1 << 14;
        /// Adjectives and the like that open a sentence or a role and are part of no name: `Former`.
        const OPENER = 1 << 16;
        /// A determiner or pronoun: what follows it is no full name.
        const DETERMINER = 1 << 17;
        /// A word that follows or precedes `Street`-like place words only.
        const STREET = 1 << 18;
        /// A kinship or role noun in lower case that stands before a person: `son`, `wife`.
        const KIN = 1 << 19;
    }
}

const CLASSES: &[(Own, &str)] = &[
    (
        Own::PARTICLE,
        "al el ul ol bin ben ibn abu umm bint van von der den de del della di da dos das do du la le los ter ten \
         af av zu zur y e i ud ud-din ur ad as ash es an ar at az aal",
    ),
    (Own::ARABIC_ARTICLE, "al el ul ol ud ad as ash es ar at az an eal il"),
    (Own::LINK, "of for on de des du del della für"),
    (Own::AND, "and & et und y"),
    (Own::ARTICLE, "the"),
    (
        Own::PLACE_BEFORE,
        "in at from near via to through around outside across into toward towards throughout within inside \
         entering leaving reached visited visiting visits northern southern eastern western central downtown \
         north south east west off neighboring neighbouring",
    ),
    (
        Own::SAYS,
        "said says say told added adds wrote writes argued explained replied asked answered claimed claims stated \
         insisted recalled recalls thinks thought believes believed resigned died married born testified arrested \
         announced denied warned noted admitted confessed joined escaped fled defected murdered killed \
         himself herself who whose",
    ),
    (
        Own::MALE,
        "mr mister sir king prince lord father brother señor sr don herr monsieur sheikh shaykh imam mullah",
    ),
    (
        Own::FEMALE,
        "mrs ms miss mme madame madam lady queen princess dame mademoiselle señora frau sister mother",
    ),
    (Own::SUFFIX, "jr sr ii iii iv phd md esq"),
    (
        Own::STRONG_HEAD,
        "university ministry party council committee organization organisation agency association foundation \
         institute institution commission corporation company bank court congress parliament assembly front army \
         brigade brigades battalion regiment movement union federation confederation league club college school \
         museum society authority bureau department directorate tribunal senate police center centre network group \
         forces command corps guard guards administration academy airlines airways radio television mujahedin \
         mujahideen agency secretariat coalition alliance consortium cooperative church archdiocese diocese \
         seminary laboratory laboratories orchestra philharmonic syndicate initiative fund trust board inspectorate \
         ministries consulate embassy militia legion hospital clinic inc ltd corp llc plc gmbh",
    ),
    (
        Own::HEAD_AND,
        "ministry department institute faculty college school bureau directorate committee commission agency \
         council office center centre organization organisation association society administration",
    ),
    (
        Own::AMBIGUOUS_TITLE,
        "dean bishop earl duke prince baron marshal pope judge major amir emir sultan khan don guy deacon king \
         queen mirza haji hajji elder canon count abbot friar knight squire page reeve forward champion chief \
         cardinal chancellor marquis malik shah agha bey pasha rex roy jan daw ko san sri bang chan ba lama lord \
         noble justice angel principal pastor baba bibi mama ma babu bhai hadi sadr naib nana papa sister brother",
    ),
    (
        Own::POST_HONORIFIC,
        "khan bey pasha agha mirza jan khanum khanom begum singh efendi hanim san sahib shah bibi",
    ),
    (
        Own::PLACE_PREFIX,
        "camp lake mount fort port cape gulf bay strait river jabal jebel wadi isle islands sea valley mt ft \
         province city town village governorate district region santa san saint st rio sierra puerto monte cerro \
         ile ilha isla",
    ),
    (
        Own::OPENER,
        "former ex late then new old dear dr mr mrs when while after before although though because since if as in \
         on at by for from with without under over during despite however meanwhile moreover yet but and or so thus \
         hence there here now today yesterday tomorrow why what where who how which whom whose is are was were do \
         does did has have had can could will would shall should may might must let please welcome thank thanks \
         hello hi interview interviews memories memoirs letter letters remarks statement speech read more about \
         meet meeting visit return returns life story part chapter photo photos video watch listen news report \
         reports breaking exclusive update analysis opinion editorial review profile page home next previous \
         according to hundreds thousands dozens many most some several all both each every no not only even just \
         also once again still never ever always often sometimes later earlier early",
    ),
    (
        Own::DETERMINER,
        "a an the this that these those my your his her its our their whose any some no every each either neither \
         another such what which i you he she it we they me him us them one",
    ),
    (Own::STREET, "street st road rd avenue ave boulevard blvd drive lane square highway freeway expressway"),
    (
        Own::KIN,
        "son daughter wife husband brother sister father mother uncle aunt cousin widow nephew niece friend \
         colleague comrade leader spokesman spokeswoman spokesperson member named called",
    ),
];

static TABLE: LazyLock<FxHashMap<NormHash, Own>> = LazyLock::new(|| {
    let mut table = FxHashMap::default();
    for (class, words) in CLASSES {
        for word in words.split_whitespace() {
            *table.entry(norm_hash(word)).or_insert(Own::empty()) |= *class;
        }
    }
    table
});

/// The closed classes that a word belongs to.
#[inline]
pub(crate) fn own(norm: NormHash) -> Own {
    TABLE.get(&norm).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_joined() {
        assert!(own(norm_hash("Prince")).contains(Own::MALE | Own::AMBIGUOUS_TITLE));
        assert!(own(norm_hash("Tehran")).is_empty());
    }
}
