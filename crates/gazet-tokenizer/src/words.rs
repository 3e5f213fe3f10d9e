//! Small word lists that decide where words and sentences end.
//!
//! All lists are lower case and sorted; a test holds them to it.

/// When an abbreviation keeps its dot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dotted {
    /// Written with a capital, before a name: never the end of a sentence (`Mr.`, `Gen.`).
    Title,
    /// Written with a capital; may end a sentence (`Inc.`, `Jr.`).
    Capital,
    /// In any case; may end a sentence (`etc.`).
    Any,
    /// In any case; never ends a sentence (`vs.`, `e.g.`).
    Inner,
    /// Only before a number (`No. 5`, `Sat. 12`).
    Number,
    /// Only after a comma (`Boston, Mass.`).
    AfterComma,
}

/// Abbreviations of two letters or more, without their dot.
const ABBREVIATIONS: &[(&str, Dotted)] = {
    use Dotted::{AfterComma, Any, Capital, Inner, Number, Title};
    &[
        ("acad", Capital),
        ("adm", Title),
        ("al", Any),
        ("ala", AfterComma),
        ("amb", Title),
        ("approx", Inner),
        ("apr", Capital),
        ("ariz", AfterComma),
        ("ark", AfterComma),
        ("art", Number),
        ("arts", Number),
        ("assn", Capital),
        ("assoc", Capital),
        ("asst", Title),
        ("atty", Title),
        ("aug", Capital),
        ("ave", Capital),
        ("bldg", Capital),
        ("blvd", Capital),
        ("brig", Title),
        ("bros", Capital),
        ("ca", Number),
        ("calif", Capital),
        ("capt", Title),
        ("cdr", Title),
        ("cf", Inner),
        ("ch", Number),
        ("cia", Capital),
        ("cie", Capital),
        ("cmdr", Title),
        ("co", Capital),
        ("col", Title),
        ("colo", AfterComma),
        ("comdr", Title),
        ("comm", Title),
        ("cong", Title),
        ("conn", AfterComma),
        ("corp", Capital),
        ("cos", Capital),
        ("cpl", Title),
        ("ct", AfterComma),
        ("dec", Capital),
        ("del", AfterComma),
        ("dept", Capital),
        ("det", Title),
        ("dist", Capital),
        ("dr", Title),
        ("ed", Number),
        ("eds", Number),
        ("esq", Capital),
        ("est", Number),
        ("etc", Any),
        ("ex", Number),
        ("feb", Capital),
        ("ff", Inner),
        ("fig", Number),
        ("figs", Number),
        ("fla", AfterComma),
        ("fr", Title),
        ("fri", Number),
        ("ft", Title),
        ("ga", AfterComma),
        ("gen", Title),
        ("gov", Title),
        ("govt", Capital),
        ("hon", Title),
        ("ibid", Any),
        ("ill", AfterComma),
        ("inc", Capital),
        ("ind", AfterComma),
        ("insp", Title),
        ("intl", Capital),
        ("jan", Capital),
        ("jr", Capital),
        ("jul", Capital),
        ("jun", Capital),
        ("kan", AfterComma),
        ("ky", AfterComma),
        ("la", AfterComma),
        ("lieut", Title),
        ("lt", Title),
        ("ltd", Capital),
        ("maj", Title),
        ("mar", Number),
        ("mass", AfterComma),
        ("md", AfterComma),
        ("messrs", Title),
        ("mfg", Capital),
        ("mgr", Title),
        ("mich", AfterComma),
        ("minn", AfterComma),
        ("miss", AfterComma),
        ("mlle", Title),
        ("mme", Title),
        ("mo", AfterComma),
        ("mon", Number),
        ("mont", AfterComma),
        ("mr", Title),
        ("mrs", Title),
        ("ms", Title),
        ("msgr", Title),
        ("mt", Title),
        ("neb", AfterComma),
        ("nev", AfterComma),
        ("no", Number),
        ("nos", Number),
        ("nov", Capital),
        ("oct", Capital),
        ("okla", AfterComma),
        ("op", Number),
        ("ore", AfterComma),
        ("pa", AfterComma),
        ("para", Number),
        ("paras", Number),
        ("pfc", Title),
        ("plc", Capital),
        ("pls", Inner),
        ("pp", Number),
        ("pres", Title),
        ("prof", Title),
        ("profs", Title),
        ("pt", Number),
        ("pty", Capital),
        ("pvt", Title),
        ("rep", Title),
        ("reps", Title),
        ("ret", Capital),
        ("rev", Title),
        ("rt", Title),
        ("sat", Number),
        ("sec", Number),
        ("sen", Title),
        ("sens", Title),
        ("sept", Capital),
        ("sgt", Title),
        ("sq", Title),
        ("sr", Capital),
        ("st", Title),
        ("ste", Title),
        ("sun", Number),
        ("supt", Title),
        ("tel", Number),
        ("tenn", AfterComma),
        ("tex", AfterComma),
        ("thu", Number),
        ("thur", Number),
        ("thurs", Number),
        ("tue", Number),
        ("tues", Number),
        ("univ", Title),
        ("va", AfterComma),
        ("viz", Inner),
        ("vol", Number),
        ("vols", Number),
        ("vs", Inner),
        ("vt", AfterComma),
        ("wash", AfterComma),
        ("wed", Number),
        ("wis", AfterComma),
        ("wyo", AfterComma),
    ]
};

/// Words that open sentences and seldom continue a name.
const OPENERS: &[&str] = &[
    "a",
    "according",
    "after",
    "all",
    "also",
    "although",
    "among",
    "an",
    "and",
    "another",
    "anyway",
    "are",
    "as",
    "asked",
    "at",
    "because",
    "before",
    "both",
    "but",
    "by",
    "can",
    "could",
    "despite",
    "did",
    "do",
    "does",
    "due",
    "during",
    "each",
    "earlier",
    "even",
    "every",
    "everyone",
    "few",
    "finally",
    "first",
    "following",
    "for",
    "from",
    "furthermore",
    "had",
    "has",
    "have",
    "having",
    "he",
    "her",
    "here",
    "his",
    "how",
    "however",
    "i",
    "if",
    "in",
    "indeed",
    "instead",
    "is",
    "it",
    "its",
    "last",
    "later",
    "like",
    "many",
    "maybe",
    "meanwhile",
    "moreover",
    "most",
    "my",
    "nevertheless",
    "no",
    "nobody",
    "not",
    "nothing",
    "now",
    "of",
    "on",
    "once",
    "one",
    "only",
    "or",
    "other",
    "others",
    "our",
    "perhaps",
    "please",
    "read",
    "recently",
    "several",
    "she",
    "since",
    "so",
    "some",
    "someone",
    "sometimes",
    "soon",
    "still",
    "such",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "therefore",
    "these",
    "they",
    "this",
    "those",
    "though",
    "through",
    "thus",
    "to",
    "today",
    "under",
    "unlike",
    "until",
    "was",
    "we",
    "well",
    "were",
    "what",
    "when",
    "whenever",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "why",
    "will",
    "with",
    "within",
    "without",
    "would",
    "yes",
    "yesterday",
    "yet",
    "you",
    "your",
];

/// Short function words that are glued to the name after them (`inIran`, `theMKO`).
const CLITICS: &[&str] =
    &["and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "that", "the", "to", "with"];

/// Names written with a small first part of three letters or more, or with an opener as their second part.
const CAMEL_NAMES: &[&str] = &[
    "addon",
    "airasia",
    "airbaltic",
    "breakthrough",
    "builtin",
    "checkin",
    "checkout",
    "clickup",
    "deviantart",
    "dropin",
    "easyjet",
    "flydubai",
    "github",
    "goodreads",
    "jetblue",
    "linkedin",
    "lockin",
    "login",
    "macbook",
    "netapp",
    "netjets",
    "openai",
    "opentable",
    "playstation",
    "plugin",
    "signin",
    "signup",
    "slideshare",
    "standby",
    "teamviewer",
    "travelocity",
    "wordpress",
    "yourself",
    "youtube",
];

/// Elided articles and prepositions before a name, small letters.
const ELISIONS: &[&str] = &[
    "all", "c", "d", "dall", "degl", "dell", "j", "jusqu", "l", "lorsqu", "m", "n", "nell", "puisqu", "qu",
    "quoiqu", "s", "sull", "t",
];

/// First parts of compounds: a hyphen after them at a line end belongs to the word.
const COMPOUND_FIRST: &[&str] = &[
    "after", "all", "anti", "back", "co", "counter", "cross", "deputy", "double", "eight", "ex", "far",
    "first", "five", "four", "free", "full", "half", "hard", "high", "ill", "inter", "large", "late", "left",
    "long", "low", "mid", "multi", "near", "neo", "new", "nine", "non", "off", "old", "one", "open", "over",
    "post", "pre", "pro", "quasi", "right", "second", "self", "semi", "seven", "short", "single", "six",
    "so", "soft", "son", "sub", "ten", "third", "three", "two", "ultra", "under", "up", "vice", "well",
    "world", "year",
];

/// Letters after the dot of an academic degree (`B.Sc.`, `M.Phil`).
const DEGREES: &[&str] = &["ed", "eng", "phil", "sc", "tech"];

/// Top-level domains of bare host names. Country codes that are common words stand out.
const DOMAINS: &[&str] = &[
    "aero", "ar", "au", "biz", "br", "ca", "ch", "cn", "com", "cz", "de", "dk", "edu", "eg", "es", "eu",
    "fi", "fm", "fr", "gov", "gr", "hu", "ie", "il", "info", "int", "io", "iq", "ir", "jp", "kr", "mil",
    "mx", "net", "nl", "nz", "org", "pk", "pl", "pt", "ru", "se", "sy", "tr", "tv", "ua", "uk", "us", "za",
];

/// Lines that stand under the teaser of a story and close it.
const ITEM_ENDS: &[&str] = &[
    "continue",
    "continue reading",
    "full article",
    "full story",
    "keep reading",
    "learn more",
    "more",
    "more info",
    "more information",
    "read article",
    "read full article",
    "read full story",
    "read more",
    "read the article",
    "read the full article",
    "read the full story",
    "read the rest",
    "read the rest of this entry",
    "see more",
    "view article",
    "view full article",
    "view more",
    "view post",
];

/// Lines of the page's furniture that close nothing.
const FURNITURE: &[&str] = &[
    "add a comment",
    "add comment",
    "advertisement",
    "advertisements",
    "back to top",
    "comments",
    "copy link",
    "email",
    "email this",
    "facebook",
    "follow us",
    "leave a comment",
    "leave a reply",
    "like this",
    "next",
    "no comments",
    "pin it",
    "post a comment",
    "previous",
    "print",
    "print this",
    "related",
    "related articles",
    "related posts",
    "reply",
    "retweet",
    "share",
    "share on facebook",
    "share on twitter",
    "share this",
    "share this article",
    "share this post",
    "sign up",
    "sponsored",
    "subscribe",
    "subscribe now",
    "tweet",
    "twitter",
    "whatsapp",
];

/// Longest abbreviation, in bytes.
pub(crate) const LONGEST_ABBREVIATION: usize = 6;

/// Longest entry of the lists of words, in bytes.
const LONGEST: usize = 28;

/// The first eight bytes of a word, the first one highest: short words compare as their keys do.
const fn key(word: &[u8]) -> u64 {
    let mut key = 0u64;
    let mut i = 0;
    while i < 8 {
        let byte = if i < word.len() { word[i] } else { 0 };
        key = key << 8 | byte as u64;
        i += 1;
    }
    key
}

const fn keys<const N: usize>(list: &[&str]) -> [u64; N] {
    let mut keys = [0; N];
    let mut i = 0;
    while i < N {
        keys[i] = key(list[i].as_bytes());
        i += 1;
    }
    keys
}

/// Keys of the lists that are asked at every end of a sentence.
static OPENER_KEYS: [u64; OPENERS.len()] = keys(OPENERS);
static ABBREVIATION_KEYS: [u64; ABBREVIATIONS.len()] = {
    let mut keys = [0; ABBREVIATIONS.len()];
    let mut i = 0;
    while i < keys.len() {
        keys[i] = key(ABBREVIATIONS[i].0.as_bytes());
        i += 1;
    }
    keys
};

/// Key of an ASCII word of at most eight letters, in small letters.
fn short_key(word: &str) -> Option<u64> {
    let bytes = word.as_bytes();
    let short = bytes.len() <= 8 && bytes.iter().all(u8::is_ascii_alphabetic);
    short.then(|| {
        key(bytes) | (0x2020_2020_2020_2020 & !(u64::MAX.checked_shr(8 * bytes.len() as u32).unwrap_or(0)))
    })
}

/// Calls `f` with the word in small letters, if it is ASCII and short enough to be in a list.
fn with_lower<R>(word: &str, f: impl FnOnce(&str) -> R) -> Option<R> {
    let mut buffer = [0u8; LONGEST];
    let lower = buffer.get_mut(..word.len())?;
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).ok().map(f)
}

fn listed(list: &[&str], word: &str) -> bool {
    with_lower(word, |w| list.binary_search(&w).is_ok()).unwrap_or(false)
}

/// What kind of abbreviation the word is when a dot follows it.
pub(crate) fn abbreviation(word: &str) -> Option<Dotted> {
    let at = ABBREVIATION_KEYS.binary_search(&short_key(word)?).ok()?;
    Some(ABBREVIATIONS[at].1)
}

/// Whether the word is one that opens sentences.
pub(crate) fn is_opener(word: &str) -> bool {
    match short_key(word) {
        Some(key) => OPENER_KEYS.binary_search(&key).is_ok(),
        None => listed(OPENERS, word),
    }
}

/// Whether the word is a short function word.
pub(crate) fn is_clitic(word: &str) -> bool {
    CLITICS.binary_search(&word).is_ok()
}

/// Whether the word is a name that must not be cut at its inner capital.
pub(crate) fn is_camel_name(word: &str) -> bool {
    listed(CAMEL_NAMES, word)
}

/// Whether the word (small letters only) loses a vowel to the apostrophe after it.
pub(crate) fn is_elision(word: &str) -> bool {
    ELISIONS.binary_search(&word).is_ok()
}

/// Whether a hyphen after the word belongs to a compound.
pub(crate) fn is_compound_first(word: &str) -> bool {
    listed(COMPOUND_FIRST, word)
}

/// Whether the word ends a degree after a dot.
pub(crate) fn is_degree(word: &str) -> bool {
    listed(DEGREES, word)
}

/// Whether the word is a top-level domain; it must be in small letters.
pub(crate) fn is_domain(word: &str) -> bool {
    DOMAINS.binary_search(&word).is_ok()
}

/// What a line of a page's furniture does; `line` in small letters, words parted by one space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Marker {
    /// Closes an item.
    ItemEnd,
    /// Closes nothing.
    Furniture,
}

/// Whether the line is a known piece of furniture.
pub(crate) fn marker(line: &str) -> Option<Marker> {
    if ITEM_ENDS.binary_search(&line).is_ok() {
        Some(Marker::ItemEnd)
    } else if FURNITURE.binary_search(&line).is_ok() {
        Some(Marker::Furniture)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_lower_case() {
        let abbreviations: Vec<&str> = ABBREVIATIONS.iter().map(|(word, _)| *word).collect();
        for list in [
            &abbreviations[..],
            OPENERS,
            CLITICS,
            CAMEL_NAMES,
            ELISIONS,
            COMPOUND_FIRST,
            DEGREES,
            DOMAINS,
            ITEM_ENDS,
            FURNITURE,
        ] {
            for pair in list.windows(2) {
                assert!(pair[0] < pair[1], "{} before {}", pair[0], pair[1]);
            }
            for word in list {
                assert!(!word.is_empty());
                assert_eq!(*word, word.to_lowercase());
                assert!(word.len() <= LONGEST, "{word}");
            }
        }
    }

    #[test]
    fn every_entry_is_found() {
        for (word, kind) in ABBREVIATIONS {
            assert!(word.len() <= LONGEST_ABBREVIATION, "{word}");
            assert_eq!(abbreviation(&word.to_uppercase()), Some(*kind));
        }
        for word in OPENERS {
            assert!(is_opener(word) && is_opener(&word.to_uppercase()), "{word}");
            assert!(!is_opener(&format!("{word}x")), "{word}");
        }
        assert!(!is_opener("") && abbreviation("").is_none());
    }

    #[test]
    fn words_are_found_in_any_case() {
        assert_eq!(abbreviation("Gen"), Some(Dotted::Title));
        assert_eq!(abbreviation("genie"), None);
        assert!(is_opener("However"));
        assert!(!is_opener("Tehran"));
        assert!(!is_opener("a word far longer than any entry of the list"));
    }
}
