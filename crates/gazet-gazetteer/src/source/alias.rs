//! Aliases with their flags: `IRC{weak}`, `US{as-written}`, `Mujahedin{weak,fa}`.

/// How the case of a text must agree with an alias.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum CasePolicy {
    /// Where the alias has a capital, the text needs one.
    #[default]
    Capitalized,
    /// Letter for letter as written, dots of acronyms apart.
    AsWritten,
    /// Any case.
    AnyCase,
}

/// What a list says of one alias.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AliasPolicy {
    /// Case.
    pub case: CasePolicy,
    /// Does not stand for its entity without support.
    pub weak: bool,
    /// An acronym.
    pub acronym: bool,
    /// Found with one wrong letter in a word of it too.
    pub typos: bool,
    /// Two or three letters of an ISO 639 code, zero-filled; all zero when unknown.
    pub language: [u8; 3],
}

/// One alias of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceAlias {
    /// The surface form.
    pub text: String,
    /// Its policy, defaults applied.
    pub policy: AliasPolicy,
}

/// An alias that stands in the memory of the list it is read from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AliasRef<'a> {
    pub(crate) text: &'a str,
    pub(crate) policy: AliasPolicy,
}

impl AliasRef<'_> {
    pub(crate) fn owned(self) -> SourceAlias {
        SourceAlias { text: self.text.to_owned(), policy: self.policy }
    }
}

/// Why an alias or a policy cell cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AliasError {
    /// Nothing before the flags.
    #[error("empty alias; remove the superfluous `|`, or write the name before the flags")]
    Empty,
    /// A brace is open or stands in the middle.
    #[error("`{0}` has an unbalanced or misplaced brace; flags stand at the end, as in `IRC{{weak}}`")]
    Brace(String),
    /// A flag that does not exist.
    #[error(
        "unknown flag `{0}`; use any-case, as-written, capitalized, strong, weak, acronym, typos or a language code of two or three letters"
    )]
    Flag(String),
}

/// Reads one alias with its flags. `raw` may be padded with white space.
///
/// # Errors
/// An empty alias, a misplaced brace, an unknown flag.
pub fn parse_alias(raw: &str) -> Result<SourceAlias, AliasError> {
    borrow_alias(raw).map(AliasRef::owned)
}

/// [`parse_alias`] without a copy.
pub(crate) fn borrow_alias(raw: &str) -> Result<AliasRef<'_>, AliasError> {
    let raw = raw.trim();
    let (text, flags) = match raw.find('{') {
        None if raw.contains('}') => return Err(AliasError::Brace(raw.to_owned())),
        None => (raw, ""),
        Some(open) => {
            let flags = raw[open + 1..].strip_suffix('}').ok_or_else(|| AliasError::Brace(raw.to_owned()))?;
            (raw[..open].trim_end(), flags)
        }
    };
    if text.is_empty() {
        return Err(AliasError::Empty);
    }
    // `{weak}{fa}` is read like `{weak,fa}`.
    let flags = flags.replace("}{", ",");
    if text.contains('}') || flags.contains(['{', '}']) {
        return Err(AliasError::Brace(raw.to_owned()));
    }
    Ok(AliasRef { policy: policy_of(text, &flags)?, text })
}

/// The policy of `text` under comma-separated `flags`: what the flags leave open follows from the form of the text.
pub(crate) fn policy_of(text: &str, flags: &str) -> Result<AliasPolicy, AliasError> {
    let acronym = looks_like_acronym(text);
    let mut policy = AliasPolicy { acronym, ..AliasPolicy::default() };
    let mut case = None;
    if flags.is_empty() {
        policy.case = if acronym { CasePolicy::AsWritten } else { CasePolicy::Capitalized };
        return Ok(policy);
    }
    for flag in flags.split([',', ' ']).filter(|f| !f.is_empty()) {
        match flag {
            "any-case" => case = Some(CasePolicy::AnyCase),
            "as-written" => case = Some(CasePolicy::AsWritten),
            "capitalized" => case = Some(CasePolicy::Capitalized),
            "strong" => policy.weak = false,
            "weak" => policy.weak = true,
            "acronym" => policy.acronym = true,
            "typos" => policy.typos = true,
            code if matches!(code.len(), 2 | 3) && code.bytes().all(|b| b.is_ascii_lowercase()) => {
                policy.language = [0; 3];
                policy.language[..code.len()].copy_from_slice(code.as_bytes());
            }
            _ => return Err(AliasError::Flag(flag.to_owned())),
        }
    }
    policy.case = case.unwrap_or(if acronym { CasePolicy::AsWritten } else { CasePolicy::Capitalized });
    Ok(policy)
}

/// Two to eight letters, all capitals, no white space: `UN`, `U.S.`, `AT&T`, `G20`.
fn looks_like_acronym(text: &str) -> bool {
    // Most names: a small letter or a space among the first bytes.
    if text.bytes().take(4).any(|b| b.is_ascii_lowercase() || b == b' ') {
        return false;
    }
    let mut letters = 0;
    for c in text.chars() {
        if c.is_whitespace() || c.is_lowercase() {
            return false;
        }
        if c.is_alphabetic() {
            if !c.is_uppercase() {
                return false;
            }
            letters += 1;
        }
    }
    (2..=8).contains(&letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_follow_from_the_form() {
        for (text, acronym) in [
            ("UN", true),
            ("U.S.", true),
            ("AT&T", true),
            ("Iran", false),
            ("UNITED NATIONS", false),
            ("X", false),
        ] {
            let alias = parse_alias(text).unwrap();
            assert_eq!(alias.policy.acronym, acronym, "{text}");
            assert_eq!(alias.policy.case == CasePolicy::AsWritten, acronym, "{text}");
        }
        assert!(!parse_alias("سازمان").unwrap().policy.acronym);
    }

    #[test]
    fn flags_are_read() {
        let alias = parse_alias(" Mujahedin {weak,fa} ").unwrap();
        assert_eq!(alias.text, "Mujahedin");
        assert!(alias.policy.weak);
        assert_eq!(&alias.policy.language, b"fa\0");
        assert_eq!(parse_alias("US{any-case}").unwrap().policy.case, CasePolicy::AnyCase);
    }

    #[test]
    fn bad_flags_are_named() {
        assert_eq!(parse_alias("US{weka}"), Err(AliasError::Flag("weka".into())));
        assert_eq!(parse_alias("{weak}"), Err(AliasError::Empty));
        assert!(matches!(parse_alias("US{weak"), Err(AliasError::Brace(_))));
        assert!(matches!(parse_alias("US}"), Err(AliasError::Brace(_))));
    }
}
