//! The inflected forms and spellings of English words, written out when a pack is compiled.
//!
//! A stemmer at run time was the alternative. The Snowball stemmer joins words that news must keep apart:
//! *execution* and *executive*, *import* and *important*, *organ* and *organization*. Writing out inflections
//! (never derivations) keeps them apart, and leaves one table look-up for each token of the text.

use std::collections::{BTreeMap, BTreeSet};

/// Verbs and nouns whose forms no rule gives: the base form, then the others.
const IRREGULAR: &str = "\
abuse abused abusing;arise arose arisen;awake awoke awoken;bear bore born borne;beat beaten;become became;begin began begun
behead beheaded;bend bent;bet bets;bid bids bidding;bind bound;bite bit bitten;bleed bled;blow blew blown;break broke broken
breed bred;bring brought;build built;burn burnt;burst bursts;buy bought;cast casts casting;catch caught;child children
choose chose chosen;come came;cost costs costing;creep crept;cut cuts cutting;deal dealt;dig dug;draw drew drawn;drink drank drunk
drive drove driven;eat ate eaten;fall fell fallen;feed fed;feel felt;fight fought;find found;flee fled;fling flung;fly flew flown
foot feet;forbid forbade forbidden;foresee foresaw foreseen;forget forgot forgotten;forgive forgave forgiven;freeze froze frozen
get got gotten;give gave given;go went gone goes;goose geese;grind ground;grow grew grown;hang hung;hear heard;hide hid hidden
hit hits hitting;hold held;hurt hurts;index indices;keep kept;kneel knelt;know knew known;lay laid;lead led;leaf leaves;leap leapt
learn learnt;leave left;lend lent;let lets;lie lay lain;life lives;light lit;lose lost;louse lice;make made;matrix matrices
mean meant;medium media;meet met;mislead misled;mouse mice;overcome overcame;overrun overran;overtake overtook overtaken
overthrow overthrew overthrown;ox oxen;pay paid;penny pence;put puts putting;quit quits;read reads;rebuild rebuilt;repay repaid
retake retook retaken;rewrite rewrote rewritten;rid rids;ride rode ridden;ring rang rung;rise rose risen;run ran;say said;see saw seen
seek sought;sell sold;send sent;set sets setting;shake shook shaken;shoot shot;show shown;shrink shrank shrunk;shut shuts shutting
sing sang sung;sink sank sunk;sit sat;slay slew slain;sleep slept;slide slid;speak spoke spoken;spend spent;spill spilt
spin spun;split splits splitting;spread spreads;spring sprang sprung;stand stood;steal stole stolen;stick stuck;sting stung
strike struck stricken;strive strove striven;swear swore sworn;sweep swept;swell swollen;swim swam swum;swing swung
take took taken;teach taught;tear tore torn;tell told;think thought;throw threw thrown;thief thieves;tooth teeth
undergo underwent undergone;understand understood;uphold upheld;upset upsets;wear wore worn;weave wove woven;weep wept;wife wives
win won;wind wound;withdraw withdrew withdrawn;withhold withheld;wolf wolves;write wrote written;knife knives;calf calves;half halves
loaf loaves;shelf shelves;self selves;hoof hooves;criterion criteria;phenomenon phenomena;bacterium bacteria;referendum referenda
genus genera;nucleus nuclei;stimulus stimuli;syllabus syllabi;foetus foetuses;virus viruses;kidnap kidnapped kidnapping
traffic trafficked trafficking;panic panicked panicking;picnic picnicked;mimic mimicked;bus buses;gas gases gassed gassing";

/// Words that take no inflection, or whose inflected form is another word.
const UNCHANGED: &[&str] = &[
    "a", "an", "and", "as", "at", "by", "for", "from", "his", "her", "in", "into", "its", "no", "not", "of",
    "off", "on", "or", "out", "over", "per", "the", "their", "to", "up", "vs", "with", "without", "against",
    "under", "before", "after", "about", "new", "news", "sheep", "aircraft", "species", "series", "police",
    "cattle", "people", "us", "un", "who", "former", "mass", "press",
];

/// Spellings that differ between British and American English, replaced inside a word in both directions.
const SPELLINGS: &[(&str, &str)] = &[
    ("labour", "labor"),
    ("armour", "armor"),
    ("colour", "color"),
    ("favour", "favor"),
    ("harbour", "harbor"),
    ("honour", "honor"),
    ("humour", "humor"),
    ("neighbour", "neighbor"),
    ("rumour", "rumor"),
    ("behaviour", "behavior"),
    ("tumour", "tumor"),
    ("vapour", "vapor"),
    ("endeavour", "endeavor"),
    ("flavour", "flavor"),
    ("misdemeanour", "misdemeanor"),
    ("saviour", "savior"),
    ("defence", "defense"),
    ("offence", "offense"),
    ("licence", "license"),
    ("programme", "program"),
    ("centre", "center"),
    ("theatre", "theater"),
    ("metre", "meter"),
    ("litre", "liter"),
    ("fibre", "fiber"),
    ("aluminium", "aluminum"),
    ("sulph", "sulf"),
    ("plough", "plow"),
    ("jewellery", "jewelry"),
    ("traveller", "traveler"),
    ("counselling", "counseling"),
    ("mould", "mold"),
    ("anaes", "anes"),
    ("anaemia", "anemia"),
    ("paed", "ped"),
    ("haem", "hem"),
    ("foet", "fet"),
    ("leukaemia", "leukemia"),
    ("orthopaedic", "orthopedic"),
    ("gynaec", "gynec"),
    ("archaeo", "archeo"),
    ("sceptic", "skeptic"),
    ("artefact", "artifact"),
    ("enrolment", "enrollment"),
    ("analys", "analyz"),
    ("paralys", "paralyz"),
    ("manoeuv", "maneuv"),
    ("isation", "ization"),
    ("ising", "izing"),
    ("ised", "ized"),
];

/// Writes out the forms of English words.
pub(crate) struct English {
    /// The other forms of irregular words, by base form.
    irregular: BTreeMap<&'static str, Vec<&'static str>>,
}

impl Default for English {
    fn default() -> Self {
        let mut irregular: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for entry in IRREGULAR.split([';', '\n']) {
            let mut forms = entry.split_ascii_whitespace();
            if let Some(base) = forms.next() {
                irregular.entry(base).or_default().extend(forms);
            }
        }
        Self { irregular }
    }
}

impl English {
    /// Adds to `out` every form that stands for `word` (lower case, normal form): itself, its plural, third person,
    /// past and participle forms, in British and American spelling.
    ///
    /// Forms that no one writes (*armied*) may be among them: they cost a table entry and match nothing.
    pub(crate) fn forms(&self, word: &str, out: &mut BTreeSet<String>) {
        self.inflect(word, out);
        let mut variants = BTreeSet::new();
        spellings(word, &mut variants);
        for variant in &variants {
            self.inflect(variant, out);
        }
    }

    fn inflect(&self, word: &str, out: &mut BTreeSet<String>) {
        if let Some(others) = self.irregular.get(word) {
            out.extend(others.iter().map(|&form| form.to_owned()));
        }
        inflect(word, out);
    }
}

fn spellings(word: &str, out: &mut BTreeSet<String>) {
    for &(british, american) in SPELLINGS {
        if word.contains(british) {
            out.insert(word.replacen(british, american, 1));
        } else if word.contains(american) && !(word.contains("programm") || word.contains("kilomet")) {
            out.insert(word.replacen(american, british, 1));
        }
    }
    if word.len() >= 6 {
        if let Some(stem) = word.strip_suffix("ise") {
            out.insert(format!("{stem}ize"));
        } else if let Some(stem) = word.strip_suffix("ize") {
            out.insert(format!("{stem}ise"));
        }
    }
}

fn inflect(word: &str, out: &mut BTreeSet<String>) {
    out.insert(word.to_owned());
    let letters = word.chars().count();
    if letters < 3 || UNCHANGED.contains(&word) || word.chars().any(|c| !c.is_ascii_lowercase()) {
        return;
    }
    if let Some(stem) = word.strip_suffix("man") {
        if letters > 4 {
            out.insert(format!("{stem}men"));
        }
        return;
    }
    // A plural in the list ("sanctions") matches as it stands and takes no further ending.
    if word.ends_with('s') && !word.ends_with("ss") {
        if let Some(stem) = word.strip_suffix("sis") {
            out.insert(format!("{stem}ses"));
        }
        return;
    }
    if ["ed", "ing", "ly", "ness", "ity", "ism"].iter().any(|e| word.ends_with(e)) && letters > 5 {
        if !(word.ends_with("ed") || word.ends_with("ly")) {
            out.insert(plural(word));
        }
        return;
    }
    out.insert(plural(word));
    verb(word, out);
}

fn is_vowel(c: u8) -> bool {
    matches!(c, b'a' | b'e' | b'i' | b'o' | b'u')
}

fn plural(word: &str) -> String {
    let bytes = word.as_bytes();
    let before_last = bytes[bytes.len() - 2];
    match bytes[bytes.len() - 1] {
        b'y' if !is_vowel(before_last) => format!("{}ies", &word[..word.len() - 1]),
        b's' | b'x' | b'z' => format!("{word}es"),
        b'h' if matches!(before_last, b'c' | b's') => format!("{word}es"),
        b'o' if !is_vowel(before_last) => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

fn verb(word: &str, out: &mut BTreeSet<String>) {
    let bytes = word.as_bytes();
    let n = bytes.len();
    let (last, before) = (bytes[n - 1], bytes[n - 2]);
    if last == b'o' {
        out.insert(format!("{word}s"));
    }
    if last == b'e' {
        out.insert(format!("{word}d"));
        match word.strip_suffix("ie") {
            Some(stem) => out.insert(format!("{stem}ying")),
            None if before == b'e' || before == b'o' => out.insert(format!("{word}ing")),
            None => out.insert(format!("{}ing", &word[..n - 1])),
        };
        return;
    }
    if last == b'y' && !is_vowel(before) {
        out.insert(format!("{}ied", &word[..n - 1]));
        out.insert(format!("{word}ing"));
        return;
    }
    let doubles = n >= 3
        && !is_vowel(last)
        && !matches!(last, b'w' | b'x' | b'y')
        && is_vowel(before)
        && !is_vowel(bytes[n - 3]);
    if doubles {
        let letter = char::from(last);
        out.insert(format!("{word}{letter}ed"));
        out.insert(format!("{word}{letter}ing"));
    }
    // "ship" has only "shipped"; "visit" and "travel" leave the letter single as well.
    let syllables = bytes.windows(2).filter(|w| is_vowel(w[0]) && !is_vowel(w[1])).count();
    if !doubles || syllables > 1 {
        out.insert(format!("{word}ed"));
        out.insert(format!("{word}ing"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(word: &str) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        English::default().forms(word, &mut out);
        out
    }

    #[test]
    fn inflections_are_written_out() {
        for (word, expected) in [
            ("ship", "shipped"),
            ("ship", "ships"),
            ("defy", "defied"),
            ("crisis", "crises"),
            ("gunman", "gunmen"),
            ("child", "children"),
            ("seize", "seizing"),
            ("flee", "fled"),
            ("flee", "fleeing"),
            ("organize", "organised"),
            ("labour", "labor"),
            ("defence", "defense"),
            ("traffic", "trafficking"),
            ("church", "churches"),
            ("visit", "visited"),
            ("embargo", "embargoes"),
            ("privatization", "privatisation"),
        ] {
            assert!(forms(word).contains(expected), "{word} should have {expected}: {:?}", forms(word));
        }
    }

    #[test]
    fn derivations_are_kept_apart() {
        for (word, other) in
            [("import", "important"), ("execute", "executive"), ("organ", "organization"), ("arm", "army")]
        {
            assert!(!forms(word).contains(other), "{word} must not match {other}");
        }
        assert!(!forms("star").contains("stared"));
    }
}
