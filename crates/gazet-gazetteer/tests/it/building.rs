//! Lists that are read while they are compiled: the same file as from lists in memory, whatever their size.

use gazet_gazetteer::{
    CompileOptions, GazetteerError, SourceFolder, Variants, compile, compile_into, open_folder, open_list,
    read_folder,
};
use std::fmt::Write as _;
use std::io::{Cursor, Seek, SeekFrom, Write};
use std::path::Path;

const META: &str = "title = \"T\"\nsource = \"S\"\nlicence = \"CC0-1.0\"\n";

/// A folder of three lists, of which one is read in many pieces: ids in no order, cells with line breaks and quotes, CRLF
/// for some lines, aliases that stand twice, names that many share, demonyms.
fn lists() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut long = String::from("\u{feff}id,type,name,aliases,country,lat,lon,population,start,notes\r\n");
    for i in 0..14_000u32 {
        let id = i.wrapping_mul(7919) % 14_009;
        let (given, end) =
            (["Ann", "Bob", "Zoé", "Massoud"][i as usize % 4], ["\n", "\r\n"][i as usize / 5000 % 2]);
        match i % 7 {
            // The one cell that may hold a line break: numbers are trimmed.
            0 => write!(
                long,
                "x:{id},person,{given} Sur{i},\"Al{i}|Both{{weak}}\",,,,\"{i}\n\",,\"said \"\"no\"\"\"{end}"
            ),
            1 => write!(long, "x:{id},place/city,Town{i},Town{i}|Villa{i}{{fr}},IR,35.5,-51.25,{i},,{end}"),
            2 => write!(
                long,
                "x:{id},organization,Acme{i} & Sons Inc.,A{i}|People's Front {i},,,,,1948,5\" disk{end}"
            ),
            _ => write!(long, "x:{id},person,{given} Name{},,,,,,,{end}", i % 900),
        }
        .unwrap();
    }
    let json: String = (0..3000)
        .map(|i| format!("{{\"id\":\"j:{i}\",\"type\":\"person\",\"name\":\"Jane Sur{i}\",\"aliases\":[\"J. Sur{i}\"]}}\n"))
        .collect();
    let small = "id,type,name,aliases\ncountry:IR,place/country,Iran,Persia\nx:a,person,Ann Name1,\n";
    for (name, text) in [
        ("long.csv", long.as_str()),
        ("long.meta.toml", &format!("{META}typos = true\n")),
        ("more.jsonl", &json),
        ("more.meta.toml", META),
        ("small.csv", small),
        ("small.meta.toml", &format!("{META}rank = 1\n")),
        ("demonyms.csv", "country,demonym,kind\nIR,Iranian,adjective\n"),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn with_threads<T: Send>(n: usize, run: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap().install(run)
}

#[test]
fn the_same_bytes_and_warnings_however_rows_are_read() {
    let folder = lists();
    assert!(std::fs::metadata(folder.path().join("long.csv")).unwrap().len() > 2 << 18, "several pieces");
    let options = CompileOptions { variants: Variants::all(), ..CompileOptions::default() };
    let in_memory = compile(read_folder(folder.path()).unwrap(), &options).unwrap();
    assert_eq!(in_memory.summary.entities, 17_002);
    assert!(in_memory.warnings.len() > 1000, "aliases that stand twice");
    for threads in [1, 8] {
        let read = with_threads(threads, || compile(open_folder(folder.path()).unwrap(), &options).unwrap());
        assert!(read.bytes == in_memory.bytes, "{threads} threads");
        let (mut read, mut memory) = (read.warnings, in_memory.warnings.clone());
        for warnings in [&mut read, &mut memory] {
            warnings.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        }
        assert_eq!(read, memory, "{threads} threads");
    }
}

#[test]
fn a_file_is_written_as_bytes_in_memory_are() {
    let folder = lists();
    let options = CompileOptions::default();
    let in_memory = compile(open_folder(folder.path()).unwrap(), &options).unwrap();
    let mut file = tempfile::tempfile().unwrap();
    let mut steps = 0;
    let written = compile_into(open_folder(folder.path()).unwrap(), &options, &mut file, &mut |_| steps += 1);
    assert_eq!(written.unwrap().length, in_memory.bytes.len() as u64);
    assert!(steps > 3, "{steps} words of progress");
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0)).unwrap();
    std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
    assert!(bytes == in_memory.bytes);
}

/// A place that has room for so many bytes.
struct Full(Cursor<Vec<u8>>, u64);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.position() + bytes.len() as u64 > self.1 {
            return Err(std::io::Error::from(std::io::ErrorKind::StorageFull));
        }
        self.0.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Seek for Full {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.0.seek(to)
    }
}

#[test]
fn a_disk_that_is_full_at_any_place_is_an_error() {
    let folder = lists();
    let open = || open_folder(folder.path()).unwrap();
    let length = compile(open(), &CompileOptions::default()).unwrap().bytes.len() as u64;
    for room in [300, length / 2, length - 1] {
        let out = Full(Cursor::new(Vec::new()), room);
        let error = compile_into(open(), &CompileOptions::default(), out, &mut |_| {}).unwrap_err();
        assert!(matches!(error, GazetteerError::Write(_)), "{room} of {length}: {error}");
    }
}

#[test]
fn nothing_is_written_of_a_list_with_a_bad_row() {
    let folder = lists();
    let path = folder.path().join("long.csv");
    let mut text = std::fs::read_to_string(&path).unwrap();
    let last = text.lines().count() + 1;
    text.push_str("x:new,person,cut off");
    std::fs::write(&path, text).unwrap();
    let mut out = Cursor::new(Vec::new());
    let options = CompileOptions::default();
    let error = compile_into(open_folder(folder.path()).unwrap(), &options, &mut out, &mut |_| {});
    let error = error.unwrap_err().to_string();
    assert_eq!(
        error,
        format!("long.csv:{last}: 3 fields where the header has 10; quote fields that hold commas or quotes")
    );
    assert!(out.into_inner().is_empty());
}

#[test]
fn problems_come_in_the_order_of_lines_from_all_pieces() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("id,type,name,aliases\n");
    for i in 0..40_000 {
        let kind = if i % 1000 == 999 { "planet" } else { "person" };
        writeln!(text, "x:{i},{kind},Name{i} Surname{i},{}", if i % 4000 == 1 { "...,5" } else { "" })
            .unwrap();
    }
    std::fs::write(folder.path().join("a.csv"), text).unwrap();
    std::fs::write(folder.path().join("a.meta.toml"), META).unwrap();
    let source = SourceFolder {
        lists: vec![open_list(&folder.path().join("a.csv")).unwrap()],
        ..SourceFolder::default()
    };
    let Err(GazetteerError::Rows(problems)) = compile(source, &CompileOptions::default()) else {
        panic!("bad rows")
    };
    assert_eq!(problems.len(), 50);
    assert!(problems.is_sorted_by_key(|p| p.line));
    assert_eq!((problems[0].line, problems[0].code), (3, "field-count"));
    assert_eq!((problems[1].line, problems[1].code), (1001, "unknown-type"));
}

#[test]
fn a_list_that_goes_away_is_named() {
    let folder = lists();
    let source = open_folder(folder.path()).unwrap();
    std::fs::remove_file(folder.path().join("long.csv")).unwrap();
    let error = compile(source, &CompileOptions::default()).unwrap_err().to_string();
    assert!(error.contains("cannot read") && error.contains("long.csv"), "{error}");
    let error = open_list(Path::new("nowhere/names.csv")).unwrap_err().to_string();
    assert!(error.contains("names.meta.toml"), "{error}");
}
