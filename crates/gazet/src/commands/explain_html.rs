//! `gazet explain --html FILE`: the text with its mentions as a page that needs nothing else.

use gazet_core::{Document, DocumentEntity, EntityRef, EntityType, Mention, MentionKind};
use gazet_engine::{Analysis, Engine};
use std::fmt::Write as _;

const STYLE: &str = include_str!("explain.css");

/// The page. Everything that comes from the document or a list is escaped; it holds no script and loads nothing.
pub(crate) fn page(engine: &Engine, document: &Document, analysis: &Analysis) -> String {
    let title = document.metadata.title.as_deref().unwrap_or(&document.id);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{0}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{0}</h1>\n",
        escaped(title)
    );
    legend(&mut out, analysis);
    out.push_str("<article>");
    let text = document.text.as_str();
    let mut from = 0;
    for (number, mention) in analysis.mentions.iter().enumerate() {
        let (start, end) = (mention.span.start() as usize, mention.span.end() as usize);
        out.push_str(&escaped(&text[from..start]));
        marked(&mut out, engine, analysis, number + 1, mention, &text[start..end]);
        from = end;
    }
    out.push_str(&escaped(text[from..].trim_end()));
    out.push_str("</article>\n");
    table(&mut out, engine, document, analysis);
    out.push_str("</body>\n</html>\n");
    out
}

fn legend(out: &mut String, analysis: &Analysis) {
    out.push_str("<p class=\"legend\">");
    for entity_type in EntityType::ALL {
        let n = analysis.mentions.iter().filter(|m| m.entity_type == entity_type).count();
        let _ = write!(out, "<span class=\"{0}\">{0}</span> {n} ", entity_type.name());
    }
    let open = analysis.mentions.iter().filter(|m| is_open(m)).count();
    let _ = writeln!(out, "<span class=\"open\">left open</span> {open}</p>");
}

/// A name of which the evidence does not say whose it is.
fn is_open(mention: &Mention) -> bool {
    mention.entity.is_none() && mention.kind != MentionKind::Family
}

fn marked(
    out: &mut String,
    engine: &Engine,
    analysis: &Analysis,
    number: usize,
    mention: &Mention,
    text: &str,
) {
    let open = if is_open(mention) { " open" } else { "" };
    let _ = write!(
        out,
        "<span class=\"m {}{open}\" tabindex=\"0\">{}<a href=\"#m{number}\">{number}</a><span class=\"why\"><b>{}</b>",
        mention.entity_type.name(),
        escaped(text),
        escaped(&stands_for(engine, analysis, mention))
    );
    let _ = write!(
        out,
        "<br>{}{} by rule <i>{}</i>, score {:.2}",
        mention.entity_type.name(),
        kind(mention.kind),
        escaped(&mention.rule.to_string()),
        mention.score
    );
    if mention.candidates.len() > 1 {
        out.push_str("<br>candidates:");
        for candidate in &mention.candidates {
            let entity = &analysis.entities[candidate.entity as usize];
            let _ = write!(out, "<br>{:.2} {}", candidate.score, escaped(&named(engine, entity)));
        }
    }
    out.push_str("</span></span>");
}

fn table(out: &mut String, engine: &Engine, document: &Document, analysis: &Analysis) {
    out.push_str(
        "<table>\n<tr><th>#</th><th>name</th><th>type</th><th>stands for</th><th>rule</th><th>score</th>\
         <th>candidates</th><th>bytes</th></tr>\n",
    );
    for (number, mention) in analysis.mentions.iter().enumerate() {
        let candidates: Vec<String> = mention
            .candidates
            .iter()
            .map(|c| {
                format!("{:.2} {}", c.score, escaped(&named(engine, &analysis.entities[c.entity as usize])))
            })
            .collect();
        let _ = writeln!(
            out,
            "<tr id=\"m{0}\"><td>{0}</td><td>{1}</td><td>{2}{3}</td><td>{4}</td><td>{5}</td><td>{6:.2}</td><td>{7}</td>\
             <td>{8}..{9}</td></tr>",
            number + 1,
            escaped(mention.span.of(&document.text)),
            mention.entity_type.name(),
            kind(mention.kind),
            escaped(&stands_for(engine, analysis, mention)),
            escaped(&mention.rule.to_string()),
            mention.score,
            candidates.join("<br>"),
            mention.span.start(),
            mention.span.end()
        );
    }
    out.push_str("</table>\n");
}

const fn kind(kind: MentionKind) -> &'static str {
    match kind {
        MentionKind::Name => "",
        MentionKind::Demonym => " (demonym)",
        MentionKind::Family => " (family)",
    }
}

fn stands_for(engine: &Engine, analysis: &Analysis, mention: &Mention) -> String {
    match mention.entity {
        Some(entity) => named(engine, &analysis.entities[entity as usize]),
        None if mention.candidates.is_empty() => "nobody in particular".to_owned(),
        None => "left open".to_owned(),
    }
}

/// The name of an entity with its key.
pub(crate) fn named(engine: &Engine, entity: &DocumentEntity) -> String {
    match entity.reference {
        EntityRef::Listed(id) => format!("{} ({})", entity.name, engine.gazetteers().entity(id).key()),
        EntityRef::Unlisted => format!("{} (on no list)", entity.name),
    }
}

/// Text for HTML, in elements and attributes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_of_the_text_is_shown_not_obeyed() {
        assert_eq!(
            escaped("<a href=\"x\">R&D</a>\u{1b}\u{0} 'é'\n"),
            "&lt;a href=&quot;x&quot;&gt;R&amp;D&lt;/a&gt; &#39;é&#39;\n"
        );
    }
}
