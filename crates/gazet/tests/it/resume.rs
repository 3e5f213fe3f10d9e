//! Runs that are interrupted, repeated, changed: what is in the folder afterwards.

use crate::support::{Outcome, corpus, files, folder, gazet, rows};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A collection that takes a while: the stories of the wire desk several times over, each time a little different.
fn collection(times: usize) -> TempDir {
    let docs = files(&corpus("wire-desk"));
    let collection = tempfile::tempdir().unwrap();
    for time in 0..times {
        let copy = collection.path().join(format!("copy-{time}"));
        fs::create_dir_all(&copy).unwrap();
        for (name, bytes) in &docs {
            let path = copy.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let mut text = bytes.clone();
            if name.ends_with(".txt") {
                text.extend(format!("\n\nPrinted for the {time}th time in Geneva.\n").bytes());
            }
            fs::write(path, text).unwrap();
        }
    }
    collection
}

fn arguments(input: &Path, run: &Path) -> Vec<String> {
    ["run", input.to_str().unwrap(), "--out", run.to_str().unwrap(), "--recognizer", "off", "--format", "csv"]
        .map(str::to_owned)
        .to_vec()
}

fn start(arguments: &[String]) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_gazet"))
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The files of a folder that a finished run leaves there.
fn finished(run: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = files(run);
    let left: Vec<_> = files.keys().filter(|n| n.starts_with('.') || n.ends_with(".tmp")).collect();
    assert!(left.is_empty(), "left behind: {left:?}");
    files
}

#[track_caller]
fn assert_same(expected: &BTreeMap<String, Vec<u8>>, found: &BTreeMap<String, Vec<u8>>, what: &str) {
    let names: Vec<_> = expected.keys().collect();
    assert_eq!(names, found.keys().collect::<Vec<_>>(), "{what}");
    for (name, bytes) in expected {
        assert!(bytes == &found[name], "{what}: {name} differs");
    }
}

/// Numbers that look random and are the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// Kills at this many moments; more with `GAZET_KILLS=200`.
fn n_kills() -> usize {
    std::env::var("GAZET_KILLS").map_or(12, |n| n.parse().expect("GAZET_KILLS is a number"))
}

#[test]
fn killed_at_any_moment_the_same_command_ends_with_the_same_bytes() {
    let input = collection(4);
    let out = tempfile::tempdir().unwrap();
    let whole = out.path().join("whole");
    let started = Instant::now();
    gazet(&arguments(input.path(), &whole)).code(0);
    let expected = finished(&whole);
    let length = started.elapsed().as_micros() as u64;
    let mut random = Random(20_261_123);
    let (mut run, mut killed) = (0, 0);
    for kill in 0..n_kills() {
        let path = out.path().join(format!("run-{run}"));
        let mut child = start(&arguments(input.path(), &path));
        std::thread::sleep(Duration::from_micros(random.below(length)));
        child.kill().unwrap();
        killed += usize::from(child.wait().unwrap().code().is_none());
        // Either no run lies there, or a whole one.
        if path.join("manifest.json").exists() && !path.join(".staging/commit").exists() {
            let mut found = files(&path);
            found.retain(|name, _| expected.contains_key(name));
            assert_same(&expected, &found, &format!("after kill {kill}"));
        }
        // Killed once, or several times in a row, and then left to end.
        if random.below(3) == 0 || kill + 1 == n_kills() {
            gazet(&arguments(input.path(), &path)).code(0);
            assert_same(&expected, &finished(&path), &format!("gone on after kill {kill}"));
            fs::remove_dir_all(&path).unwrap();
            run += 1;
        }
    }
    assert!(killed * 2 >= n_kills(), "only {killed} of {} kills came in time", n_kills());
}

#[test]
fn an_interrupt_stops_at_a_good_place_and_says_how_to_go_on() {
    let input = collection(12);
    let out = tempfile::tempdir().unwrap();
    let (whole, run) = (out.path().join("whole"), out.path().join("run"));
    gazet(&arguments(input.path(), &whole)).code(0);
    let mut arguments = arguments(input.path(), &run);
    arguments.extend(["--threads", "1"].map(str::to_owned));
    let child = start(&arguments);
    // The run has begun once its folder says so.
    let begun = run.join("parts/run.json");
    while !begun.exists() {
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(Duration::from_millis(30));
    let signalled = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(signalled.success());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("the same command goes on from here"), "{said}");
    assert!(!run.join("manifest.json").exists());
    gazet(&arguments).code(0);
    assert_same(&finished(&whole), &finished(&run), "gone on after an interrupt");
}

#[test]
fn the_same_again_takes_over_what_is_there() {
    let input = collection(1);
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    gazet(&arguments(input.path(), &run)).code(0);
    let before = finished(&run);
    let n = rows(&run, "documents").len();
    gazet(&arguments(input.path(), &run)).code(0).says(&[&format!("{n} documents had not changed")]);
    assert_same(&before, &finished(&run), "run again");
}

#[test]
fn a_changed_collection_redoes_what_it_must() {
    let input = collection(3);
    let out = tempfile::tempdir().unwrap();
    let (run, fresh) = (out.path().join("run"), out.path().join("fresh"));
    gazet(&arguments(input.path(), &run)).code(0);
    // One story more, one less, one changed.
    fs::write(input.path().join("copy-1/added.txt"), "Ban Ki-moon met Angela Merkel in Oslo.").unwrap();
    let copy = input.path().join("copy-2");
    let names = files(&copy).into_keys().filter(|name| name.ends_with(".txt"));
    let names: Vec<_> = names.collect();
    fs::write(copy.join(&names[0]), "Nothing of note happened in Lima.").unwrap();
    fs::remove_file(copy.join(&names[1])).unwrap();
    let said = gazet(&arguments(input.path(), &run)).code(0).stderr;
    assert!(said.contains("had not changed since the run before"), "{said}");
    gazet(&arguments(input.path(), &fresh)).code(0);
    assert_same(&finished(&fresh), &finished(&run), "after a change of the collection");
}

#[test]
fn a_changed_list_is_noticed_and_all_is_extracted_again() {
    let input = folder(&[("a.txt", b"Zorvex Trading opened an office in Geneva.")]);
    let lists = folder(&[
        ("own.csv", b"id,type,name,aliases\norg:zorvex,organization/company,Zorvex Trading,\n"),
        (
            "own.meta.toml",
            b"title = \"Own\"\nsource = \"own\"\nlicence = \"CC0-1.0\"\nretrieved = \"2024-01-01\"\n",
        ),
    ]);
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    let mut arguments = arguments(input.path(), &run);
    arguments.extend(["--gazetteer".to_owned(), lists.path().join("own.csv").to_str().unwrap().to_owned()]);
    gazet(&arguments).code(0);
    assert!(rows(&run, "entities").iter().any(|e| e["id"] == "org:zorvex"));
    let list = "id,type,name,aliases\norg:zorvex-ltd,organization/company,Zorvex Trading,\n";
    fs::write(lists.path().join("own.csv"), list).unwrap();
    gazet(&arguments).code(0).says(&["Changed since the run before", "own.csv"]);
    assert!(rows(&run, "entities").iter().any(|e| e["id"] == "org:zorvex-ltd"));
}

#[test]
fn a_run_of_something_else_is_refused_with_what_differs() {
    let source = folder(&[("a.txt", b"Geneva")]);
    let other = folder(&[("b.txt", b"Oslo")]);
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    gazet(&arguments(source.path(), &run)).code(0);
    let before = files(&run);
    fs::write(run.join("notes.txt"), "mine").unwrap();
    let mut flags = arguments(source.path(), &run);
    flags.push("--no-themes".to_owned());
    gazet(&flags).code(2).says(&["holds another run", "themes: there `true`, now `false`", "--overwrite"]);
    gazet(&arguments(other.path(), &run)).code(2).says(&["it read another collection", "--overwrite"]);
    let mut after = files(&run);
    assert_eq!(after.remove("notes.txt").unwrap(), b"mine");
    assert_same(&before, &after, "after a refusal");
    flags.push("--overwrite".to_owned());
    gazet(&flags).code(0);
    assert!(run.join("notes.txt").exists(), "only what a run writes is replaced");
    assert!(!fs::read_to_string(run.join("manifest.json")).unwrap().contains("theme pack 1"));
}

#[test]
fn review_files_that_a_person_edited_are_kept() {
    let source = folder(&[("a.txt", b"Geneva")]);
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    gazet(&arguments(source.path(), &run)).code(0);
    let merges = run.join("review/merges.csv");
    let mine = fs::read_to_string(&merges).unwrap() + "merge,person/A B,person/A. B.,,,,,,,\n";
    fs::write(&merges, &mine).unwrap();
    gazet(&arguments(source.path(), &run)).code(0).says(&["merges.mine-1.csv"]);
    assert_eq!(fs::read_to_string(run.join("review/merges.mine-1.csv")).unwrap(), mine);
    assert_ne!(fs::read_to_string(&merges).unwrap(), mine);
}

#[test]
fn two_processes_do_not_write_one_folder() {
    let source = folder(&[("a.txt", b"Geneva")]);
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    fs::create_dir(&run).unwrap();
    let lock = fs::File::create(run.join(".lock")).unwrap();
    lock.lock().unwrap();
    gazet(&arguments(source.path(), &run)).code(2).says(&["is being written by another gazet"]);
    drop(lock);
    gazet(&arguments(source.path(), &run)).code(0);
}

/// Runs with a limit on the size of each file, which a write meets as it meets a full disk.
#[cfg(unix)]
fn with_file_limit(kib: u32, arguments: &[String]) -> Outcome {
    let script = format!("trap '' XFSZ; ulimit -f {kib}; exec \"$0\" \"$@\"");
    let output = Command::new("bash")
        .args(["-c", &script, env!("CARGO_BIN_EXE_gazet")])
        .args(arguments)
        .output()
        .unwrap();
    Outcome {
        code: output.status.code().expect("ended by itself"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[cfg(unix)]
#[test]
fn where_there_is_no_room_the_earlier_run_stays_and_the_next_one_goes_on() {
    let input = collection(1);
    let out = tempfile::tempdir().unwrap();
    let (run, fresh) = (out.path().join("run"), out.path().join("fresh"));
    gazet(&arguments(input.path(), &run)).code(0);
    let before = files(&run);
    fs::write(input.path().join("copy-0/added.txt"), "Ban Ki-moon met Angela Merkel in Oslo.").unwrap();
    gazet(&arguments(input.path(), &fresh)).code(0);
    // With little room, the first part does not fit; with more, the tables do not.
    for kib in [1, 40, 100] {
        with_file_limit(kib, &arguments(input.path(), &run))
            .code(2)
            .says(&["cannot write", "make room, and the same command goes on"]);
        let mut after = files(&run);
        after.retain(|name, _| before.contains_key(name) && name != "parts/run.json");
        let mut expected = before.clone();
        expected.remove("parts/run.json");
        assert_same(&expected, &after, "after there was no room");
    }
    gazet(&arguments(input.path(), &run)).code(0);
    assert_same(&finished(&fresh), &finished(&run), "with room again");
}

#[cfg(unix)]
#[test]
fn where_there_is_no_room_for_what_memory_does_not_hold_the_folder_for_it_is_named() {
    let input = collection(3);
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    gazet(&arguments(input.path(), &run)).code(0);
    let before = files(&run);
    // Parts are there; the table of pairs holds fourteen, and a file of the others no more than sixteen kilobytes.
    let graph = ["graph", run.to_str().unwrap(), "--memory", "1K", "--window", "document"].map(str::to_owned);
    let temporary = std::env::temp_dir();
    with_file_limit(16, &graph).code(2).says(&[
        "cannot keep temporary files in",
        temporary.to_str().unwrap(),
        "TMPDIR",
        "--memory",
    ]);
    assert_same(&before, &files(&run), "after there was no room");
}

/// Runs on a disk of its own that is too small, makes it larger, and runs again; what is there in the end is copied out.
/// `None` where a process may not mount a disk for itself: the limit on file sizes must do there.
#[cfg(target_os = "linux")]
fn on_a_small_disk(kib: u64, run: &Path, arguments: &[String]) -> Option<[Outcome; 2]> {
    let own = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "bash", "-c", script]);
        command
    };
    if !own("mount -t tmpfs tmpfs /mnt").status().is_ok_and(|s| s.success()) {
        return None;
    }
    let script = format!(
        "mkdir \"$RUN\" && mount -t tmpfs -o size={kib}k tmpfs \"$RUN\" || exit 99
         \"$0\" \"$@\" 2>\"$RUN-first\"; echo $? >\"$RUN-code\"
         mount -o remount,size=64m \"$RUN\" || exit 99
         \"$0\" \"$@\"; code=$?
         cp -r \"$RUN\" \"$RUN-kept\" && exit $code"
    );
    let output =
        own(&script).arg(env!("CARGO_BIN_EXE_gazet")).args(arguments).env("RUN", run).output().unwrap();
    let beside = |ending: &str| fs::read_to_string(format!("{}-{ending}", run.display())).unwrap();
    let outcome = |code, stderr| Outcome { code, stdout: String::new(), stderr };
    Some([
        outcome(beside("code").trim().parse().unwrap(), beside("first")),
        outcome(output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap()),
    ])
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named_and_the_next_run_goes_on() {
    let input = collection(1);
    let out = tempfile::tempdir().unwrap();
    let fresh = out.path().join("fresh");
    gazet(&arguments(input.path(), &fresh)).code(0);
    let expected = finished(&fresh);
    let kib: u64 = expected.values().map(|bytes| bytes.len() as u64).sum::<u64>() / 1024;
    // Full at once, among the parts, among the tables.
    for (i, size) in [4, kib / 4, kib * 3 / 4].into_iter().enumerate() {
        let run = out.path().join(format!("run-{i}"));
        let Some([first, second]) = on_a_small_disk(size, &run, &arguments(input.path(), &run)) else {
            return;
        };
        first.code(2).says(&["the disk is full", "run-", "make room, and the same command goes on"]);
        second.code(0);
        assert_same(
            &expected,
            &finished(&out.path().join(format!("run-{i}-kept"))),
            "after the disk was full",
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_read_is_in_the_ledger() {
    let good = folder(&[("good.txt", b"Geneva")]);
    // The memory of a process cannot be read at its beginning: input and output error.
    let links = tempfile::tempdir().unwrap();
    let bad = links.path().join("bad.txt");
    std::os::unix::fs::symlink("/proc/self/mem", &bad).unwrap();
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    let mut arguments = arguments(good.path(), &run);
    arguments.push(bad.to_str().unwrap().to_owned());
    gazet(&arguments).code(1).says(&["1 inputs failed"]);
    let ledger = fs::read_to_string(run.join("failures.jsonl")).unwrap();
    assert!(ledger.contains("bad.txt") && ledger.contains("\"failed\""), "{ledger}");
    assert_eq!(rows(&run, "documents").len(), 1);
    arguments.push("--strict".to_owned());
    gazet(&arguments).code(2).says(&["--strict", "bad.txt"]);
    fs::remove_file(&bad).unwrap();
    gazet(&arguments).code(2).says(&["bad.txt"]);
}
