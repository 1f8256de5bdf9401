//! `affogato registration`.

use serde_json::Value;

use super::{EVE, PASSWORD, terminal::Terminal};

#[test]
fn an_initial_access_token_is_told_once_and_the_next_takes_its_place() {
    let terminal = Terminal::local();
    terminal.json(&["user", "add", EVE, "--password-stdin"], PASSWORD);
    let exported = || -> Value {
        let done = terminal.run(&["export", "--doctype", "OAuth Settings"], "");
        serde_json::from_str(&done.out).unwrap()
    };
    let mut hashes = Vec::new();
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let told = terminal.json(&["registration", "token"], "");
        assert_eq!(told["registration_access"], "Open");
        tokens.push(told["initial_access_token"].as_str().unwrap().to_owned());
        let settings = exported();
        assert!(!settings.to_string().contains(tokens.last().unwrap()), "{settings}");
        hashes.push(settings[0]["initial_access_token_hash"].clone());
    }
    assert!(tokens[0].starts_with("affi") && tokens[0] != tokens[1]);
    assert!(hashes[0].is_string() && hashes[0] != hashes[1]);
    let said = terminal.run(&["registration", "token"], "");
    assert!(said.out.contains("not shown again") && said.out.contains("is Open"), "{said:?}");
    let nowhere = Terminal::local().run(&["registration", "token"], "");
    assert!(nowhere.refusal().starts_with("there is no data in "), "{nowhere:?}");
}
