//! Rules over capitalized runs: persons by given name or title, organizations and places by their words.

use crate::doc::{Doc, Info};
use crate::groups::{Groups, is_title_before};
use crate::proposal::{Link, Proposal};
use crate::words::Own;
use gazet_core::{EntityType, MentionKind, Rule, TokenFlags, TokenRange};
use gazet_gazetteer::WordFlags;

/// Most words of a person's name.
const LONGEST_PERSON: usize = 6;

fn proposal(
    doc: &Doc<'_>,
    start: u32,
    end: u32,
    entity_type: EntityType,
    rule: Rule,
    score: f32,
) -> Proposal {
    let tokens = TokenRange::new(start, end);
    let words = doc.n_words(tokens);
    Proposal { tokens, entity_type, kind: MentionKind::Name, rule, score, words, link: Link::Form }
}

/// Proposes the names that the words of the runs show.
pub(crate) fn propose(doc: &Doc<'_>, groups: &Groups, runs: &[TokenRange], out: &mut Vec<Proposal>) {
    for (i, run) in runs.iter().enumerate() {
        organization(doc, groups, runs, i, out);
        place(doc, *run, out);
        persons(doc, groups, *run, out);
    }
}

/// Whether the word ends a segment in which a person's name can stand.
fn splits(doc: &Doc<'_>, i: u32, info: &Info) -> bool {
    let function = info.has(WordFlags::FUNCTION_WORD) && !info.has(WordFlags::GIVEN | WordFlags::SURNAME);
    function
        || info.own.contains(Own::DETERMINER)
        || info.has(WordFlags::DEMONYM) && !info.has(WordFlags::GIVEN)
        || info.has(WordFlags::MONTH_DAY) && !info.has(WordFlags::GIVEN)
        // Words that open sentences and headings, where they are not known as names.
        || info.own.contains(Own::OPENER) && !(info.telling && info.has(WordFlags::GIVEN | WordFlags::SURNAME))
        || doc.surface(i).chars().any(|c| c.is_ascii_digit())
}

fn persons(doc: &Doc<'_>, groups: &Groups, run: TokenRange, out: &mut Vec<Proposal>) {
    let mut start = run.start;
    for i in run.start..=run.end {
        let is_end = i == run.end;
        if is_end
            || doc.token(i).is_some_and(|t| t.kind.is_wordlike()) && {
                let info = doc.info(i);
                info.name_like && splits(doc, i, &info)
            }
        {
            if i > start {
                segment(doc, groups, TokenRange::new(start, i), out);
            }
            start = i + 1;
        }
    }
}

/// One stretch of capitalized words without openers, demonyms, months.
fn segment(doc: &Doc<'_>, groups: &Groups, tokens: TokenRange, out: &mut Vec<Proposal>) {
    let mut start = tokens.start;
    let mut end = tokens.end;
    // A hyphen or particle left at an edge by a split.
    while start < end && !doc.info(start).name_like {
        start += 1;
    }
    while end > start && !doc.info(end - 1).name_like {
        end -= 1;
    }
    let mut titled = None;
    let mut at = start;
    while at + 1 < end {
        if is_cutting_title(doc, at, start) {
            titled = Some(doc.info(at));
            start = at + 1;
        }
        at += 1;
    }
    while start < end && !doc.info(start).name_like && !doc.own(start).contains(Own::PARTICLE) {
        start += 1;
    }
    if titled.is_none() && start == tokens.start {
        let before = doc.before(start).filter(|b| is_title_before(doc, *b));
        titled = before.map(|b| doc.info(b));
    }
    // The name ends before a word that makes it something else.
    let mut stop = start;
    while stop < end {
        let info = doc.info(stop);
        let organization = info.is_org_head() && !info.has(WordFlags::GIVEN | WordFlags::SURNAME);
        let office = stop > start && info.is_sure_title() && !info.has(WordFlags::SURNAME | WordFlags::GIVEN);
        if info.name_like && (organization || office) {
            break;
        }
        stop += 1;
    }
    while stop > start && !doc.info(stop - 1).name_like {
        stop -= 1;
    }
    let n = doc.wordlike(TokenRange::new(start, stop)).count();
    if n == 0 || n > LONGEST_PERSON {
        return;
    }
    let cut = stop < end && doc.info(stop).is_org_head();
    if let Some(title) = titled
        && let Some(score) = titled_score(doc, groups, start, stop, &title, cut)
    {
        out.push(proposal(doc, start, stop, EntityType::Person, Rule::Title, score));
    }
    if n >= 2 {
        given_name(doc, groups, start, stop, cut, out);
    }
}

/// Whether the word at `i` is a title that the name begins after.
fn is_cutting_title(doc: &Doc<'_>, i: u32, start: u32) -> bool {
    let info = doc.info(i);
    if !info.name_like || !info.is_title() {
        return false;
    }
    let own = info.own;
    if own.contains(Own::POST_HONORIFIC) && i > start {
        return false;
    }
    if own.contains(Own::AMBIGUOUS_TITLE) {
        // `Prince Turki` against `Amir Moradi`, `Marcus Bishop Lane`: only at the front, and only if no given name.
        return i == start && (!info.has(WordFlags::GIVEN) || is_royal_or_rank(doc, i, &info));
    }
    // `Martin Luther General`: a title after a given name is cut as well, since it is a sure one.
    true
}

/// Titles that are given names too but mostly titles when written in full before a name.
fn is_royal_or_rank(doc: &Doc<'_>, i: u32, info: &Info) -> bool {
    const MOSTLY: [&str; 17] = [
        "Prince", "King", "Queen", "Pope", "Judge", "Major", "Justice", "Lord", "Sultan", "Cardinal",
        "Bishop", "Chief", "Count", "Brother", "Sister", "Champion", "Duke",
    ];
    let written = doc.surface(i);
    info.is_title() && MOSTLY.contains(&written)
}

fn titled_score(
    doc: &Doc<'_>,
    groups: &Groups,
    start: u32,
    stop: u32,
    title: &Info,
    cut: bool,
) -> Option<f32> {
    let first = doc.info(start);
    let single = stop - start == 1;
    if cut || first.is_place_word() && !first.has(WordFlags::GIVEN | WordFlags::SURNAME) {
        return None;
    }
    let strong = title.has(
        WordFlags::TITLE_HONORIFIC
            | WordFlags::TITLE_MILITARY
            | WordFlags::TITLE_RELIGIOUS
            | WordFlags::TITLE_ROYAL,
    );
    let mut score: f32 = if strong { 0.86 } else { 0.72 };
    if !title.name_like {
        score -= 0.08;
    }
    if single {
        let tokens = TokenRange::new(start, stop);
        let known_other = groups.has_strong(tokens, EntityType::Place)
            || groups.has_strong(tokens, EntityType::Organization);
        // `President Washington` may be, `Foreign Minister Iran` is not.
        if known_other {
            score -= 0.25;
        }
        if first.is_plain() || first.is_common(1500) && !first.has(WordFlags::SURNAME) {
            score -= 0.45;
        } else if first.is_common(3000) {
            score -= 0.12;
        }
    } else if first.is_plain() {
        score -= 0.35;
    }
    if doc.caseless(start) || doc.in_heading(start) {
        score -= if first.is_common(u32::MAX) { 0.3 } else { 0.05 };
    }
    Some(score)
}

/// How surely a word is a given name: 0 when it is none.
fn givenness(doc: &Doc<'_>, i: u32, info: &Info) -> f32 {
    if !info.has(WordFlags::GIVEN)
        || info.has(WordFlags::FUNCTION_WORD)
        || info.has(WordFlags::MONTH_DAY) && !info.telling
    {
        return 0.0;
    }
    // A name that is also a common word convinces only where its capital does.
    match info.word.rank {
        0 => 0.84,
        1..=2000 if !info.telling => 0.3,
        1..=2000 => 0.62,
        _ if !info.telling => 0.58,
        _ if doc.in_heading(i) => 0.5,
        _ => 0.74,
    }
}

fn given_name(doc: &Doc<'_>, groups: &Groups, start: u32, stop: u32, cut: bool, out: &mut Vec<Proposal>) {
    let words = || doc.wordlike(TokenRange::new(start, stop)).filter(|&i| doc.info(i).name_like);
    let Some(first) = words().next() else { return };
    let first_info = doc.info(first);
    let mut score = givenness(doc, first, &first_info);
    let mut begin = first;
    if doc.is_initial(first) {
        // `J. K. Rowling`: initials and then a word that is no common one.
        let Some(surname) = words().find(|&i| !doc.is_initial(i)) else { return };
        let info = doc.info(surname);
        score = if info.is_plain() || info.is_place_word() { 0.0 } else { 0.66 };
        let dotted = doc.surface(first).ends_with('.');
        score -= if dotted { 0.0 } else { 0.2 };
    } else if score < 0.5 {
        // Surname first, or a part that no list holds before a given name: `Firouzmand Hassan`.
        let unknown = first_info.telling
            && first_info.word.rank == 0
            && !first_info.is_title()
            && groups.longest_from(first).is_none();
        let given_later =
            words().skip(1).find(|&i| doc.info(i).has(WordFlags::GIVEN) && doc.info(i).word.rank == 0);
        match given_later {
            Some(_) if unknown => score = 0.6,
            // `Professional Ali Moradi`: the name begins at the given name.
            Some(at) if words().skip_while(|&i| i != at).count() >= 2 && !first_info.is_org_head() => {
                score = givenness(doc, at, &doc.info(at)) - 0.1;
                begin = at;
            }
            _ => return,
        }
    }
    let rest = || words().skip_while(|&i| i != begin).skip(1).filter(|&i| !doc.is_initial(i));
    let Some(second) = rest().next() else { return };
    let mut bad = 0;
    for i in rest() {
        let info = doc.info(i);
        if info.is_plain() && !info.own.contains(Own::SUFFIX) {
            bad += 1;
        }
    }
    let info = doc.info(second);
    if bad > 0 {
        // A surname may be a common word (`Grace Good`), two of them are a phrase.
        score -= if bad == 1 && info.telling && !doc.in_heading(second) { 0.22 } else { 0.5 };
    } else if info.has(WordFlags::SURNAME) && info.word.rank == 0 {
        score += 0.06;
    } else if info.word.rank > 0 && !info.telling {
        score -= 0.2;
    }
    if words()
        .next_back()
        .is_some_and(|i| doc.info(i).is_place_word() && !doc.info(i).has(WordFlags::SURNAME))
    {
        score -= 0.5;
    } else if words().next_back().is_some_and(|i| doc.info(i).is_place_word() || doc.info(i).is_org_head()) {
        score -= 0.12;
    }
    // `Iran Khodro`, `Jordan Valley`: the first word is a place, the second no known name.
    let first_token = TokenRange::new(begin, begin + 1);
    if groups.has_strong(first_token, EntityType::Place) && !info.has(WordFlags::SURNAME | WordFlags::GIVEN) {
        score -= 0.2;
    }
    if doc.caseless(begin) {
        score -= if info.has(WordFlags::SURNAME) && info.word.rank == 0 { 0.1 } else { 0.35 };
    }
    if cut {
        score -= 0.35;
    }
    if score > 0.0 {
        out.push(proposal(doc, begin, stop, EntityType::Person, Rule::GivenName, score.min(0.92)));
    }
}

/// `Camp Ashraf`, `Mehrabad Airport`, `Lake of the Woods`.
fn place(doc: &Doc<'_>, run: TokenRange, out: &mut Vec<Proposal>) {
    let start = skip_openers(doc, run);
    let words = || doc.wordlike(TokenRange::new(start, run.end));
    let (Some(first), Some(last)) = (words().next(), words().next_back()) else { return };
    let n = words().count();
    if !(2..=5).contains(&n) || doc.caseless(first) {
        return;
    }
    let (first_info, last_info) = (doc.info(first), doc.info(last));
    let heading = if doc.in_heading(first) { 0.15 } else { 0.0 };
    if first_info.own.contains(Own::PLACE_PREFIX)
        && doc.surface(first).chars().count() > 2
        && !last_info.is_org_head()
    {
        let second = words().nth(1).map(|i| doc.info(i)).unwrap_or_default();
        if !second.is_plain() && !second.is_title() && n <= 3 {
            let saint = matches!(doc.surface(first), "Saint" | "St." | "St" | "San" | "Santa");
            let score = if saint { 0.5 } else { 0.7 };
            out.push(proposal(doc, start, run.end, EntityType::Place, Rule::PlaceWord, score - heading));
        }
    }
    if last_info.has(WordFlags::PLACE_WORD) && !last_info.own.contains(Own::STRONG_HEAD) {
        let plain = words().filter(|i| *i != last && doc.info(*i).is_plain()).count();
        let total = n - 1;
        // `High Street`: all words are common, and yet it is a name; `Border Area` is none.
        let mut score: f32 = if plain == 0 {
            0.72
        } else if plain < total {
            0.55
        } else {
            0.42
        };
        if last_info.has(WordFlags::SURNAME)
            && first_info.has(WordFlags::GIVEN)
            && !last_info.has(WordFlags::STREET_WORD)
        {
            score -= 0.2;
        }
        if last_info.is_org_head() {
            score -= 0.12;
        }
        if last_info.word.rank == 0 || last_info.own.contains(Own::STREET) {
            score += 0.03;
        }
        out.push(proposal(doc, start, run.end, EntityType::Place, Rule::PlaceWord, score - heading));
    }
}

/// Start of a run without the words that open a sentence.
fn skip_openers(doc: &Doc<'_>, run: TokenRange) -> u32 {
    let mut start = run.start;
    while start < run.end {
        let info = doc.info(start);
        let opener = info.own.intersects(Own::OPENER | Own::DETERMINER | Own::ARTICLE)
            || info.has(WordFlags::FUNCTION_WORD)
            || info.has(WordFlags::MONTH_DAY);
        if info.name_like && !opener {
            break;
        }
        start += 1;
    }
    start
}

/// `Tehran University of Medical Sciences`, `Ministry of Science and Technology`, `Acme Oil Ltd`.
fn organization(doc: &Doc<'_>, groups: &Groups, runs: &[TokenRange], index: usize, out: &mut Vec<Proposal>) {
    let run = runs[index];
    let mut start = skip_openers(doc, run);
    // What stands before the name: titles, and what a title belongs to (`Foreign Minister Ali` has no head).
    while start + 1 < run.end && doc.info(start).is_sure_title() && !doc.info(start).is_org_head() {
        start += 1;
    }
    let head = (start..run.end).rev().find(|&i| {
        let info = doc.info(i);
        info.name_like && info.is_org_head()
    });
    let Some(head) = head else { return };
    let info = doc.info(head);
    let strong =
        info.own.contains(Own::STRONG_HEAD) || info.has(WordFlags::LEGAL_FORM) && info.word.rank == 0;
    let caseless = doc.caseless(head);
    let end = head + 1;
    let (extended, linked) = if end == run.end { follow_links(doc, runs, index, head) } else { (end, 0) };
    let before = doc.wordlike(TokenRange::new(start, head)).count();
    let telling = (start..extended).any(|i| doc.infos.get(i as usize).is_some_and(|f| f.get().telling));
    let mut score: f32 = match (strong, before, linked) {
        (_, 0, 0) => return,
        (true, 0, _) => 0.78,
        (true, _, _) => 0.76,
        (false, 0, _) => 0.42,
        (false, _, _) => 0.46,
    };
    // All words before the head are common ones: `National Security Council` is a name, `New Bank` hardly.
    let plain = doc.wordlike(TokenRange::new(start, head)).filter(|i| doc.info(*i).is_plain()).count();
    if before > 0 && plain == before {
        score -= if before == 1 { 0.12 } else { 0.04 };
    }
    if !strong && before > 0 && plain == 0 {
        score += 0.08;
    }
    if info.own.contains(Own::STRONG_HEAD)
        && info.has(WordFlags::GIVEN | WordFlags::SURNAME)
        && linked == 0
        && !telling
    {
        score -= 0.2;
    }
    if doc.in_heading(head) {
        score -= 0.12;
    }
    if caseless {
        score -= 0.25;
    }
    if !telling && !doc.in_heading(head) && before == 1 && linked == 0 {
        // `Tehran University said` at the start of a sentence keeps its score, `State Police` loses.
        score -= if plain > 0 { 0.15 } else { 0.0 };
    }
    // A person before the head: `Ali Moradi Foundation` begins at his name; a place before it too.
    let glued = doc.token(start).is_some_and(|t| t.flags.contains(TokenFlags::GLUED));
    if glued && before == 0 {
        score -= 0.1;
    }
    if extended > end {
        out.push(proposal(
            doc,
            start,
            extended,
            EntityType::Organization,
            Rule::OrganizationWord,
            score + 0.04,
        ));
    }
    if before > 0 {
        let shorter = if extended > end { score - 0.1 } else { score };
        out.push(proposal(doc, start, end, EntityType::Organization, Rule::OrganizationWord, shorter));
        // `Saddam Hussein Baath Party` names two: the second begins where a listed name ends.
        let inner =
            (start + 1..head).find(|&i| groups.has_strong(TokenRange::new(i, end), EntityType::Organization));
        if let Some(inner) = inner {
            out.push(proposal(doc, inner, end, EntityType::Organization, Rule::OrganizationWord, score));
        }
    }
}

/// End of the name after `of X`, `for X and Y` behind the head, and the number of links passed.
fn follow_links(doc: &Doc<'_>, runs: &[TokenRange], mut index: usize, head: u32) -> (u32, u32) {
    let mut end = runs[index].end;
    let mut links = 0;
    let joins_and = doc.own(head).contains(Own::HEAD_AND);
    while links < 4 {
        let Some(link) = doc.after(end) else { break };
        let own = doc.own(link);
        let lower = doc.token(link).is_some_and(|t| !t.case.is_capitalized());
        let is_link = lower && own.contains(Own::LINK);
        let is_and = lower && own.contains(Own::AND) && links > 0 && joins_and;
        if !is_link && !is_and {
            break;
        }
        let Some(mut next) = doc.after(link + 1) else { break };
        if is_link
            && doc.own(next).contains(Own::ARTICLE)
            && doc.token(next).is_some_and(|t| !t.case.is_capitalized())
        {
            let Some(after) = doc.after(next + 1) else { break };
            next = after;
        }
        let Some(run) = runs.get(index + 1).filter(|r| r.start == next) else { break };
        let first = doc.info(next);
        if first.is_title() && first.is_sure_title() || first.has(WordFlags::MONTH_DAY) {
            break;
        }
        // `Bank of America and Citigroup`: after `and` only a common word goes on with the name.
        if is_and && !(first.word.rank > 0 && run.len() == 1) {
            break;
        }
        end = run.end;
        index += 1;
        links += 1;
    }
    (end, links)
}
