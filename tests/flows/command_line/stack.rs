//! `--stack`: CloudFormation's part is played by a server that knows one answer, DynamoDB's by the
//! embedded database.

use affogato::{engine::Engine, gateway, tables};
use axum::{Router, http::StatusCode, response::IntoResponse, routing::post};
use shared::{clock::Clock, config::TableNames};
use tokio::net::TcpListener;

use super::{EVE, PASSWORD, terminal::Terminal};

const ADD: [&str; 4] = ["user", "add", EVE, "--password-stdin"];

/// Where nobody listens: the port of a listener that is gone.
fn closed_port() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// CloudFormation, which answers everything with this.
async fn cloudformation(status: u16, body: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let status = StatusCode::from_u16(status).unwrap();
    let answer =
        move || async move { (status, [("content-type", "text/xml")], body).into_response() };
    let router = Router::new().route("/", post(answer));
    tokio::spawn(gateway::serve(listener, router, std::future::pending()));
    url
}

fn stack(status: &str, outputs: &[(&str, &str)]) -> String {
    let output = |(key, value): &(&str, &str)| {
        format!("<member><OutputKey>{key}</OutputKey><OutputValue>{value}</OutputValue></member>")
    };
    let outputs = outputs.iter().map(output).collect::<Vec<_>>().concat();
    format!(
        "<DescribeStacksResponse xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\">\
         <DescribeStacksResult><Stacks><member><StackName>s</StackName>\
         <CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>{status}</StackStatus>\
         <Outputs>{outputs}</Outputs></member></Stacks></DescribeStacksResult>\
         </DescribeStacksResponse>"
    )
}

fn refusal(code: &str, message: &str) -> String {
    format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message>\
         </Error><RequestId>1</RequestId></ErrorResponse>"
    )
}

fn outputs(names: &TableNames) -> Vec<(&'static str, &str)> {
    vec![
        ("Issuer", "https://id.example.com"),
        ("ClientsTable", &names.clients),
        ("UsersTable", &names.users),
        ("TokensTable", &names.tokens),
        ("SettingsTable", &names.settings),
        ("DataKey", "arn:aws:kms:eu-west-1:000000000000:key/1"),
    ]
}

/// Runs a command off the runtime: CloudFormation's part is played on it.
async fn run(terminal: Terminal, arguments: &'static [&'static str]) -> (Option<i32>, String) {
    let run = move || {
        let done = terminal.run(arguments, PASSWORD);
        (done.code, done.out + &done.err)
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_is_written_into_the_tables_that_the_stack_names() {
    let (engine, mut names) = (Engine::in_memory(&Clock::System).unwrap(), tables::local_names());
    names.users = "users-of-the-stack".to_owned();
    tables::create(&engine.client(), &names).await.unwrap();
    let cloudformation = cloudformation(200, stack("UPDATE_COMPLETE", &outputs(&names))).await;
    let dynamodb = engine.endpoint();
    let terminal = || {
        let endpoints = [
            ("AWS_ENDPOINT_URL_CLOUDFORMATION", cloudformation.as_str()),
            ("AWS_ENDPOINT_URL_DYNAMODB", dynamodb.as_str()),
        ];
        Terminal::deployed("s", &endpoints)
    };
    let (code, said) = run(terminal(), &ADD).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.ends_with("Log in at https://id.example.com/login.\n"), "{said}");
    let stored = engine.client().scan().table_name("users-of-the-stack").send().await.unwrap();
    assert_eq!(stored.count(), 2);
    let (code, said) = run(terminal(), &ADD).await;
    assert_eq!(code, Some(1));
    assert!(said.contains("there is a user eve@example.com already"), "{said}");
    assert_eq!(run(terminal(), &["user", "list"]).await, (Some(0), format!("{EVE}\n")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stack_that_cannot_be_used_is_told_in_a_sentence() {
    let names = tables::local_names();
    let mut without_key = outputs(&names);
    without_key.pop();
    let cases = [
        (
            400,
            refusal("ValidationError", "Stack with id s does not exist"),
            "there is no stack s in eu-west-1",
        ),
        (
            403,
            refusal("AccessDenied", "no"),
            "the credentials may not read the stack s (cloudformation:DescribeStacks)",
        ),
        (
            403,
            refusal("ExpiredToken", "old"),
            "AWS does not accept the credentials (ExpiredToken); they may be expired, or of another account",
        ),
        (
            400,
            refusal("ValidationError", "1 error"),
            "CloudFormation refuses: ValidationError 1 error",
        ),
        (
            200,
            stack("CREATE_IN_PROGRESS", &[]),
            "the stack s is still being created; try again when it is done",
        ),
        (
            200,
            stack("CREATE_COMPLETE", &without_key),
            "the stack s is not Affogato's, or of an older version: it has no output DataKey",
        ),
    ];
    for (status, body, expected) in cases {
        let url = cloudformation(status, body).await;
        let terminal = Terminal::deployed("s", &[("AWS_ENDPOINT_URL", &url)]);
        let told = run(terminal, &["user", "list"]).await;
        assert_eq!(told, (Some(1), format!("affogato: {expected}\n")));
    }
}

#[test]
fn an_endpoint_that_is_closed_or_empty_is_told_in_a_sentence() {
    let closed = Terminal::deployed("s", &[("AWS_ENDPOINT_URL", &closed_port())]);
    let told = closed.run(&["user", "list"], "");
    assert!(told.refusal().starts_with("CloudFormation in eu-west-1 cannot be reached: "));
    for name in ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB"] {
        let told = Terminal::deployed("s", &[(name, "")]).run(&["user", "list"], "");
        let expected =
            format!("the environment variable {name} is set and empty; unset it, or give it a URL");
        assert_eq!(told.refusal(), expected);
    }
}

#[test]
fn a_named_profile_goes_before_the_keys_of_the_environment() {
    // Otherwise a user might be written into another account's stack.
    let terminal = Terminal::deployed("s", &[("AWS_ENDPOINT_URL", &closed_port())]);
    let told = terminal.run(&["user", "list", "--profile", "nobody"], "");
    let told = told.refusal();
    assert!(
        told.starts_with("there are no AWS credentials: the profile nobody has none"),
        "{told}"
    );
}
