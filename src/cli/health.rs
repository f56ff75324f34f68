//! `clearlot health`: asks the server on this machine whether it is alive, without curl or wget in the image.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use super::CommandResult;
use crate::config::Config;

const PATIENCE: Duration = Duration::from_secs(3);

pub(super) fn run(config: &Config) -> CommandResult {
    let mut address = config.server.listen;
    if address.ip().is_unspecified() {
        address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), address.port());
    }
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(
        format!("GET /health/live HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")
            .as_bytes(),
    )?;
    let mut start = [0; 12];
    stream.read_exact(&mut start)?;
    if &start == b"HTTP/1.1 200" {
        return Ok(());
    }
    Err(format!("the server at {address} is not well").into())
}
