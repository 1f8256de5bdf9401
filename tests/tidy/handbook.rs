//! What the operations handbook names is there, and what an operator meets is in the handbook.

use std::collections::BTreeSet;

use crate::{
    differences,
    documents::{self, code_spans},
    files, template,
};

const FOLDER: &str = "infra/handbook/";

/// The pages, by name, with their text.
fn pages() -> Vec<(String, String)> {
    let files = files::all().into_iter().filter(|file| file.has_extension("md"));
    let pages: Vec<_> = files
        .filter_map(|file| Some((file.path.strip_prefix(FOLDER)?.to_owned(), file.text)))
        .collect();
    assert!(pages.len() > 10, "the handbook is not read");
    pages
}

/// The anchors that a reader's browser makes of a page's headings.
fn anchors(text: &str) -> BTreeSet<String> {
    let anchor = |heading: &str| {
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.collect::<String>().trim().to_lowercase().replace(' ', "-")
    };
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings.map(|line| anchor(line.trim_start_matches('#'))).collect()
}

#[test]
fn links_in_the_handbook_lead_somewhere() {
    for (name, text) in pages() {
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let path = if path.is_empty() { &name } else { path };
            let target = files::root().join(FOLDER).join(path);
            assert!(target.exists(), "{name}: {link}");
            let target = files::read(&format!("{FOLDER}{path}"));
            assert!(anchor.is_empty() || anchors(&target).contains(anchor), "{name}: {link}");
        }
    }
}

#[test]
fn every_page_is_in_the_contents() {
    let contents = files::read(&format!("{FOLDER}README.md"));
    for (name, _) in pages() {
        let is_listed = contents.contains(&format!("[{name}]({name})"));
        assert!(is_listed || name == "README.md", "{name}");
    }
}

#[test]
fn every_path_and_every_test_that_the_handbook_names_exists() {
    let (folders, all) = (files::folders("."), files::all());
    let mut missing = Vec::new();
    for (name, text) in pages() {
        for span in code_spans(&text) {
            let is_path = documents::looks_like_a_path(span, &folders);
            let is_test = span.contains("::") && span.matches('_').count() > 2;
            if (is_path && !documents::exists(span, &all))
                || (is_test && !differences::is_there(span))
            {
                missing.push(format!("{name}: {span}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_parameter_is_explained_with_its_default() {
    let page = files::read(&format!("{FOLDER}deploy.md"));
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
    let template = template::load();
    for (name, parameter) in template.pointer("/Parameters").unwrap().as_object().unwrap() {
        let row = rows.iter().find(|row| code_spans(row).contains(&name.as_str()));
        let row = row.unwrap_or_else(|| panic!("{name} is not in deploy.md"));
        let default = parameter.get("Default").unwrap();
        let default = default.as_str().map_or_else(|| default.to_string(), str::to_owned);
        let default = if default.is_empty() { "empty" } else { &default };
        let told = row.split('|').nth(2).unwrap().trim().trim_matches('`');
        assert_eq!(told, default, "{name}");
    }
}

#[test]
fn every_alarm_has_its_chapter() {
    let chapters = anchors(&files::read(&format!("{FOLDER}alarms.md")));
    let alarms = files::read("infra/templates/monitoring.yaml");
    let names = alarms.lines().filter_map(|line| line.split_once("AlarmName: !Sub ${Name}-"));
    let names: Vec<&str> = names.map(|(_, name)| name).collect();
    assert!(names.len() > 3, "the alarms are not read");
    for name in names {
        assert!(chapters.contains(name), "alarms.md says nothing of {name}");
    }
}
