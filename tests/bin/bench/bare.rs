//! The yardstick: hyper and redb alone. It checks the HMAC, commits the raw
//! body in a shared transaction, and answers after the commit.

use crate::load::{self, Run};
use anyhow::{Context, ensure};
use bytes::Bytes;
use deskbell_tests::meta_signature;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use redb::{Database, TableDefinition};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::process::{Child, Command};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

const TABLE: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("raw");
const SECRET: &str = "app-secret";

type Job = (Bytes, oneshot::Sender<()>);

pub async fn serve(address: SocketAddr) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let database = Database::create(folder.path().join("bare.redb"))?;
    let (jobs, waiting) = mpsc::channel::<Job>(1024);
    std::thread::spawn(move || write(&database, waiting));
    let listener = TcpListener::bind(address).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let jobs = jobs.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| take(request, jobs.clone()));
            // A client that goes away is no news here.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

fn write(database: &Database, mut waiting: mpsc::Receiver<Job>) {
    let mut next = 0u64;
    while let Some(first) = waiting.blocking_recv() {
        let mut batch = vec![first];
        while batch.len() < 64 {
            match waiting.try_recv() {
                Ok(job) => batch.push(job),
                Err(_) => break,
            }
        }
        let transaction = database.begin_write().expect("the bench has room to write");
        {
            let mut table = transaction.open_table(TABLE).expect("the table opens");
            for (body, _) in &batch {
                table.insert(next, &body[..]).expect("a row fits");
                next += 1;
            }
        }
        transaction.commit().expect("the bench has room to write");
        for (_, answer) in batch {
            let _ = answer.send(());
        }
    }
}

async fn take(request: Request<Incoming>, jobs: mpsc::Sender<Job>) -> Result<Response<Full<Bytes>>, Infallible> {
    let signature = request.headers().get("x-hub-signature-256").cloned();
    let body = match request.into_body().collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => return Ok(answer(StatusCode::BAD_REQUEST)),
    };
    let right = signature.is_some_and(|given| given.as_bytes() == meta_signature(SECRET, &body).as_bytes());
    if !right {
        return Ok(answer(StatusCode::UNAUTHORIZED));
    }
    let (done, committed) = oneshot::channel();
    let kept = jobs.send((body, done)).await.is_ok() && committed.await.is_ok();
    Ok(answer(if kept { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }))
}

fn answer(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::new()));
    *response.status_mut() = status;
    response
}

/// Runs it as a process of its own, as Deskbell is.
pub async fn measure(connections: usize, messages: u64) -> anyhow::Result<Run> {
    let address = crate::host::free_port()?;
    let mut server = Command::new(std::env::current_exe()?).args(["--bare", &address.to_string()]).spawn()?;
    let run = load_it(address, connections, messages).await;
    stop(&mut server);
    run
}

async fn load_it(address: SocketAddr, connections: usize, messages: u64) -> anyhow::Result<Run> {
    let deadline = Instant::now() + Duration::from_secs(10);
    while tokio::net::TcpStream::connect(address).await.is_err() {
        ensure!(Instant::now() < deadline, "the bare server does not listen");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let make: load::Make = Arc::new(move |number| crate::inbound::webhook("/", number));
    load::run(address, connections, 0..messages / 5, Arc::clone(&make)).await.context("warm up")?;
    load::run(address, connections, messages / 5..messages * 2, make).await
}

fn stop(server: &mut Child) {
    let _ = server.kill();
    let _ = server.wait();
}
