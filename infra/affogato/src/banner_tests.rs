//! What the banner says, and that its commands can be pasted.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use shared::config::DataKeySource;

use super::*;
use crate::tables;

#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn printed(demo: Option<&Demo>, issuer: &str) -> String {
    let page = Page::default();
    let config = Config::new("http://127.0.0.1:8000", tables::local_names(), DataKeySource::None);
    let banner = Banner {
        origin: "http://127.0.0.1:8000",
        issuer,
        config: &config,
        data: Some(".affogato"),
        report: None,
        demo,
    };
    banner.print(&mut Console::plain(page.clone()));
    let bytes = page.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn commands_stand_alone_on_their_lines() {
    let demo = Demo {
        user: "demo@example.com".to_owned(),
        password: "pw".to_owned(),
        client_id: "demo".to_owned(),
        client_secret: "se".to_owned(),
    };
    let text = printed(Some(&demo), "http://127.0.0.1:8000");
    let commands: Vec<_> = text.lines().filter(|line| line.starts_with("curl ")).collect();
    assert_eq!(commands.len(), 2);
    assert!(commands[0].ends_with("-d code=") && commands[0].contains("-u demo:se"));
    assert!(commands[1].ends_with("-d access_token="));
    assert!(!text.contains("Note"));
}

#[test]
fn another_issuer_than_asked_for_is_pointed_out() {
    let text = printed(None, "https://id.example.com");
    assert!(text.contains("Issuer    https://id.example.com"));
    assert!(text.contains("Note") && !text.contains("curl"));
}
