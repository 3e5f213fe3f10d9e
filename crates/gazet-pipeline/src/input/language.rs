//! The language of a text whose source does not tell.
//!
//! Function words decide for the larger languages of news in Latin script: in a headline or a paragraph they tell more
//! than trigrams, at a fraction of their cost. For the rest, `whatlang` looks at the first letters, and an answer that
//! it holds unreliable is no answer.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;
use whatlang::{Lang, detect};

/// Bytes that are looked at.
const LOOKED_AT: usize = 1000;
/// Fewer letters than this tell nothing.
const FEWEST_LETTERS: usize = 12;
/// Longest function word of the tables, in bytes.
const LONGEST_WORD: usize = 8;

const ENGLISH: &[&str] = &[
    "the", "of", "and", "to", "in", "is", "was", "were", "has", "had", "have", "been", "with", "for", "from",
    "by", "that", "this", "his", "her", "its", "their", "they", "which", "who", "will", "would", "said",
    "says", "after", "before", "over", "into", "about", "not", "be", "are", "an", "at", "on", "as", "it",
    "he", "she", "but",
];

/// Languages beside English. A word may stand in several.
const OTHERS: [(&str, &[&str]); 7] = [
    (
        "de",
        &[
            "der", "die", "das", "den", "dem", "des", "und", "in", "von", "zu", "mit", "im", "ist", "auf",
            "für", "nicht", "ein", "eine", "einen", "einem", "einer", "als", "auch", "an", "am", "nach",
            "wie", "aus", "bei", "hat", "dass", "sie", "wird", "wurde", "sich", "es", "er", "über", "zum",
            "zur", "war", "haben", "werden",
        ],
    ),
    (
        "fr",
        &[
            "le", "la", "les", "de", "des", "du", "et", "en", "un", "une", "dans", "est", "pour", "que",
            "qui", "sur", "par", "au", "aux", "avec", "son", "sa", "ses", "ne", "pas", "plus", "ce", "cette",
            "il", "elle", "se", "été", "ont", "a", "à", "d", "l", "qu", "mais", "leur", "sont",
        ],
    ),
    (
        "es",
        &[
            "el", "la", "los", "las", "de", "del", "a", "y", "en", "un", "una", "que", "con", "por", "para",
            "su", "sus", "se", "al", "no", "es", "lo", "ha", "fue", "como", "más", "este", "esta", "sobre",
            "pero", "tras", "son", "han", "entre", "también", "desde",
        ],
    ),
    (
        "it",
        &[
            "il", "lo", "la", "a", "i", "gli", "le", "di", "del", "della", "dei", "delle", "e", "ed", "in",
            "un", "una", "che", "con", "per", "si", "al", "alla", "non", "è", "ha", "nel", "nella", "da",
            "dal", "dalla", "come", "più", "sono", "stato", "anche", "hanno", "ma", "dell", "l", "sul",
            "sulla",
        ],
    ),
    (
        "pt",
        &[
            "o", "a", "os", "as", "de", "do", "da", "dos", "das", "e", "em", "um", "uma", "que", "com",
            "por", "para", "se", "ao", "à", "não", "é", "no", "na", "nos", "nas", "foi", "como", "mais",
            "sua", "seu", "pelo", "pela", "são", "mas", "sobre", "também", "após",
        ],
    ),
    (
        "nl",
        &[
            "de", "het", "een", "en", "van", "in", "op", "te", "dat", "die", "is", "voor", "met", "zijn",
            "aan", "niet", "er", "om", "ook", "als", "bij", "door", "naar", "uit", "heeft", "was", "werd",
            "wordt", "over", "tot", "of", "ze", "hij", "maar", "nog", "deze",
        ],
    ),
    (
        "sv",
        &[
            "och", "i", "att", "det", "som", "en", "ett", "på", "är", "av", "för", "med", "till", "den",
            "har", "de", "inte", "om", "var", "från", "han", "hon", "men", "sig", "vid", "efter", "kan",
            "under", "eller", "ska",
        ],
    ),
];

/// BCP 47 code of the language of `text`; `None` where it cannot be told.
pub(crate) fn of(text: &str) -> Option<&'static str> {
    let mut end = text.len().min(LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &text[..end];
    if head.chars().filter(|c| c.is_alphabetic()).take(FEWEST_LETTERS).count() < FEWEST_LETTERS {
        return None;
    }
    by_letters(head).or_else(|| by_words(head)).or_else(|| {
        let info = detect(head)?;
        info.is_reliable().then(|| code(info.lang()))
    })
}

/// Languages of Arabic script, by letters that only one of them has. `None` for other scripts, and where letters of
/// several stand together.
fn by_letters(text: &str) -> Option<&'static str> {
    const LETTERS: [(&str, &str); 4] =
        [("ar", "ةكيىإأ"), ("fa", "پچژگکی"), ("ur", "ٹڈڑےںہھ"), ("ckb", "ێۆڵڕە")];
    if text.is_ascii() || !text.chars().any(|c| ('\u{620}'..='\u{6FF}').contains(&c)) {
        return None;
    }
    let counts =
        LETTERS.map(|(language, letters)| (language, text.chars().filter(|c| letters.contains(*c)).count()));
    // Urdu and Kurdish have the letters of Persian besides their own.
    let own = |language: &str| counts.iter().find(|(l, _)| *l == language).map_or(0, |(_, n)| *n);
    let (arabic, persian, urdu, kurdish) = (own("ar"), own("fa"), own("ur"), own("ckb"));
    match (arabic, persian) {
        _ if urdu * 10 > persian && urdu > kurdish && urdu > 1 => Some("ur"),
        _ if kurdish * 10 > persian && kurdish > 1 => Some("ckb"),
        (a, p) if p > 2 * a && p > 1 => Some("fa"),
        (a, p) if a > 2 * p && a > 1 => Some("ar"),
        _ => None,
    }
}

/// For each function word the languages that have it, as bits: English the lowest, then [`OTHERS`].
static FUNCTION_WORDS: LazyLock<FxHashMap<&str, u8>> = LazyLock::new(|| {
    let mut words: FxHashMap<&str, u8> = FxHashMap::default();
    let tables = std::iter::once(ENGLISH).chain(OTHERS.iter().map(|(_, table)| *table));
    for (language, table) in tables.enumerate() {
        table.iter().for_each(|word| *words.entry(word).or_default() |= 1 << language);
    }
    words
});

/// The language of which a fifth of the words, and at least two, are function words, and more than of any other.
fn by_words(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let (mut n_words, mut counts) = (0, [0usize; 1 + OTHERS.len()]);
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        n_words += 1;
        let mut languages =
            if word.len() <= LONGEST_WORD { FUNCTION_WORDS.get(word).copied().unwrap_or(0) } else { 0 };
        while languages != 0 {
            counts[languages.trailing_zeros() as usize] += 1;
            languages &= languages - 1;
        }
    }
    let is_enough = |n: usize| n >= 2 && n * 5 >= n_words;
    let mut best = ("en", counts[0]);
    if best.1 * 3 >= n_words && is_enough(best.1) {
        return Some("en");
    }
    let mut second = 0;
    for ((language, _), &n) in OTHERS.iter().zip(&counts[1..]) {
        if n > best.1 {
            second = best.1;
            best = (language, n);
        } else {
            second = second.max(n);
        }
    }
    if !is_enough(best.1) || best.1 <= second {
        return None;
    }
    // Sister languages share their words: where one is only just ahead, trigrams must agree, however unsure they are.
    (best.1 > second + second / 4 || detect(&text).is_some_and(|info| code(info.lang()) == best.0))
        .then_some(best.0)
}

/// ISO 639-1 codes, as BCP 47 prefers them to those of three letters.
fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::Afr => "af",
        Lang::Aka => "ak",
        Lang::Amh => "am",
        Lang::Ara => "ar",
        Lang::Aze => "az",
        Lang::Bel => "be",
        Lang::Ben => "bn",
        Lang::Bul => "bg",
        Lang::Cat => "ca",
        Lang::Ces => "cs",
        Lang::Cmn => "zh",
        Lang::Cym => "cy",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Ell => "el",
        Lang::Eng => "en",
        Lang::Epo => "eo",
        Lang::Est => "et",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Guj => "gu",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Hye => "hy",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jav => "jv",
        Lang::Jpn => "ja",
        Lang::Kan => "kn",
        Lang::Kat => "ka",
        Lang::Khm => "km",
        Lang::Kor => "ko",
        Lang::Lat => "la",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Mal => "ml",
        Lang::Mar => "mr",
        Lang::Mkd => "mk",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Nld => "nl",
        Lang::Nob => "nb",
        Lang::Ori => "or",
        Lang::Pan => "pa",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Sin => "si",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Sna => "sn",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tam => "ta",
        Lang::Tel => "te",
        Lang::Tgl => "tl",
        Lang::Tha => "th",
        Lang::Tuk => "tk",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        Lang::Uzb => "uz",
        Lang::Vie => "vi",
        Lang::Yid => "yi",
        Lang::Zul => "zu",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_of_several_languages_is_told_apart() {
        for (text, expected) in [
            ("Ban Ki-moon met Angela Merkel in Geneva on Monday to talk about the crisis.", Some("en")),
            ("The minister said that talks would go on.", Some("en")),
            ("Police arrest three men after the attack on a market in Kabul", Some("en")),
            (
                "Angela Merkel hat am Montag in Genf mit dem Generalsekretär über die Krise gesprochen.",
                Some("de"),
            ),
            ("Die Polizei nahm drei Männer nach dem Angriff auf einen Markt in Kabul fest.", Some("de")),
            (
                "Le président de la République a rencontré lundi la chancelière allemande à Genève.",
                Some("fr"),
            ),
            ("La police a arrêté trois hommes après l'attaque d'un marché de Kaboul.", Some("fr")),
            (
                "El presidente del Gobierno se reunió el lunes con la canciller alemana en Ginebra.",
                Some("es"),
            ),
            ("La policía detuvo a tres hombres tras el ataque a un mercado de Kabul.", Some("es")),
            (
                "Il presidente del Consiglio ha incontrato lunedì a Ginevra la cancelliera tedesca.",
                Some("it"),
            ),
            (
                "O presidente da República reuniu-se na segunda-feira com a chanceler alemã em Genebra.",
                Some("pt"),
            ),
            (
                "De minister heeft maandag in Genève gesproken met de Duitse bondskanselier over de crisis.",
                Some("nl"),
            ),
            (
                "Statsministern träffade på måndagen den tyska förbundskanslern i Genève för att tala om krisen.",
                Some("sv"),
            ),
            ("Президент встретился в понедельник с канцлером Германии в Женеве.", Some("ru")),
            (
                "رئیس جمهور روز دوشنبه در ژنو با صدراعظم آلمان دیدار و گفتگو کرد و درباره بحران سخن گفت",
                Some("fa"),
            ),
            ("التقى الرئيس يوم الاثنين في جنيف المستشارة الألمانية لبحث الأزمة.", Some("ar")),
            ("صدر نے پیر کو جنیوا میں جرمن چانسلر سے ملاقات کی اور بحران پر بات چیت کی۔", Some("ur")),
            ("米国の大統領は月曜日にジュネーブでドイツの首相と会談した。", Some("ja")),
            ("Geneva", None),
            ("1234 5678 90 !!", None),
            ("", None),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
    }

    #[test]
    fn a_character_at_the_edge_of_what_is_looked_at_is_no_trouble() {
        assert_eq!(
            of(&format!("{}é the end of it", "the cat of the house ".repeat(47) + "of the house")),
            Some("en")
        );
        assert_eq!(of(&"é".repeat(2000)), of(&"é".repeat(500)), "no more than the first bytes is looked at");
    }
}
