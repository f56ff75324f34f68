//! What the system tells the process: that it is to stop.

/// Waits for SIGTERM or SIGINT.
///
/// # Errors
/// The system has no signals to give.
pub async fn asked_to_stop() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut term, mut int) = (
            signal(SignalKind::terminate())?,
            signal(SignalKind::interrupt())?,
        );
        futures_util::future::select(std::pin::pin!(term.recv()), std::pin::pin!(int.recv())).await;
        Ok(())
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
