//! News for pages that stay open, as server-sent events: one broadcaster of this process for all of them, so that
//! another reader costs no other query. What the news is about is not known here.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use futures_util::stream;
use serde::Deserialize;
use tokio::sync::watch;

use super::WebError;
use crate::keys::random;
use crate::web::i18n::tr;

/// How many pages may listen at a time unless the settings say otherwise.
///
/// A reader that went away without a word keeps its seat until the next events cannot be written: two beats at most.
pub const SEATS: usize = 2000;
/// How many topics one page may listen to.
const TOPICS: usize = 20;
/// A reader hears something at least so often, in milliseconds: proxies cut connections that are silent for a minute.
const BEAT: i64 = 15_000;
/// What a reader is asked to wait, in seconds, when every seat is taken.
const RETRY_AFTER: u64 = 30;

/// The broadcaster. All clones are one.
#[derive(Debug, Clone)]
pub struct Live(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    seats: usize,
    taken: AtomicUsize,
    /// What was said last; nothing once the server is leaving.
    news: watch::Sender<Option<Arc<News>>>,
}

/// Everything there is to know at one moment.
#[derive(Debug, Default)]
struct News {
    now: i64,
    beat: i64,
    by_topic: HashMap<String, Arc<str>>,
}

impl Live {
    /// A broadcaster with so many seats.
    pub fn new(seats: usize) -> Self {
        Live(Arc::new(Inner {
            seats,
            taken: AtomicUsize::new(0),
            news: watch::Sender::new(Some(Arc::default())),
        }))
    }

    /// Whether anybody listens. Without listeners nobody needs to look for news.
    pub fn has_readers(&self) -> bool {
        self.0.taken.load(Ordering::Acquire) > 0
    }

    /// How many listen.
    pub fn readers(&self) -> usize {
        self.0.taken.load(Ordering::Acquire)
    }

    /// Says how things stand: for each topic a JSON value. Readers hear of the topics that have changed; when nothing
    /// has for a while, they hear that the server is still there.
    pub fn publish(&self, now: DateTime<Utc>, by_topic: HashMap<String, String>) {
        let now = now.timestamp_millis();
        let by_topic: HashMap<String, Arc<str>> = by_topic
            .into_iter()
            .map(|(topic, json)| (topic, json.into()))
            .collect();
        self.0.news.send_if_modified(|news| {
            let Some(old) = news else { return false };
            // also when the clock was set back
            let is_due = !(0..BEAT).contains(&(now - old.beat));
            if !is_due && old.by_topic == by_topic {
                return false;
            }
            *news = Some(Arc::new(News {
                now,
                beat: if is_due { now } else { old.beat },
                by_topic,
            }));
            true
        });
    }

    /// Ends every stream and takes no new reader: a server that stops does not wait for people to close their pages.
    pub fn close(&self) {
        self.0.news.send_replace(None);
    }

    fn sit_down(&self) -> Option<Seat> {
        let one_more = |taken: usize| (taken < self.0.seats).then_some(taken + 1);
        let taken = &self.0.taken;
        taken
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, one_more)
            .ok()?;
        Some(Seat(self.clone()))
    }
}

/// Taken by one reader until it is gone.
struct Seat(Live);

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.0.taken.fetch_sub(1, Ordering::AcqRel);
    }
}

/// One open page.
struct Reader {
    _seat: Seat,
    news: watch::Receiver<Option<Arc<News>>>,
    /// Each topic with what was said of it last.
    topics: Vec<(String, Option<Arc<str>>)>,
    beat: i64,
    hello: Option<String>,
}

impl Reader {
    async fn next(mut self) -> Option<(Result<web::Bytes, Infallible>, Self)> {
        if let Some(mut text) = self.hello.take() {
            let news = self.news.borrow_and_update().clone()?;
            text.push_str(&self.tell(&news));
            return Some((Ok(text.into()), self));
        }
        loop {
            self.news.changed().await.ok()?;
            let news = self.news.borrow_and_update().clone()?;
            let text = self.tell(&news);
            if !text.is_empty() {
                return Some((Ok(text.into()), self));
            }
        }
    }

    /// The events for what this reader does not know yet; the time alone if a beat is due.
    fn tell(&mut self, news: &News) -> String {
        let mut text = String::new();
        for (topic, known) in &mut self.topics {
            let Some(json) = news.by_topic.get(topic) else {
                continue;
            };
            if known.as_ref() == Some(json) {
                continue;
            }
            *known = Some(json.clone());
            // topics are plain words, so they need no escaping
            let _ = write!(
                text,
                "event: news\ndata: {{\"now\":{},\"topic\":\"{topic}\",\"news\":{json}}}\n\n",
                news.now
            );
        }
        if text.is_empty() && self.beat != news.beat {
            let _ = write!(text, "event: beat\ndata: {{\"now\":{}}}\n\n", news.now);
        }
        self.beat = news.beat;
        text
    }
}

/// What a page wants to hear about.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    topics: String,
}

impl Asked {
    fn topics(&self) -> Result<Vec<String>, WebError> {
        let is_plain = |topic: &str| {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
            !topic.is_empty() && topic.len() <= 64 && topic.bytes().all(plain)
        };
        let mut topics: Vec<String> = self.topics.split(',').map(str::to_owned).collect();
        topics.sort_unstable();
        topics.dedup();
        if topics.len() > TOPICS || !topics.iter().all(|topic| is_plain(topic)) {
            return Err(WebError::BadRequest(format!(
                "Name what to listen to: up to {TOPICS} draws, separated by commas."
            )));
        }
        Ok(topics)
    }
}

/// `GET /live?topics=a,b`: a stream of events until the reader goes or the server stops.
///
/// # Errors
/// 503 with `Retry-After` when every seat is taken, or the server is leaving.
pub async fn show_live(
    query: web::Query<Asked>,
    live: web::Data<Live>,
) -> Result<HttpResponse, WebError> {
    let topics = query.topics()?;
    let full = || {
        WebError::Unavailable {
        retry_after: RETRY_AFTER,
        text: tr("Too many pages are being kept up to date at once. Load the page again to see how things stand.").into(),
    }
    };
    let news = live.0.news.subscribe();
    let beat = news.borrow().as_ref().ok_or_else(full)?.beat;
    let seat = live.sit_down().ok_or_else(full)?;
    // after a restart people come back one after the other
    let [spread, more] = random::<2>().map_err(WebError::internal)?;
    let retry = 2000 + u32::from(spread) * 16 + u32::from(more) / 16;
    let reader = Reader {
        _seat: seat,
        news,
        topics: topics.into_iter().map(|topic| (topic, None)).collect(),
        beat,
        hello: Some(format!("retry: {retry}\n\n")),
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // neither this server nor a proxy may hold events back to compress or to collect them
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(stream::unfold(reader, Reader::next)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn reader(live: &Live) -> Reader {
        Reader {
            _seat: live.sit_down().unwrap(),
            news: live.0.news.subscribe(),
            topics: vec![("a".to_owned(), None)],
            beat: 0,
            hello: None,
        }
    }

    fn hears(reader: Reader) -> (Option<String>, Option<Reader>) {
        match reader.next().now_or_never() {
            Some(Some((Ok(bytes), reader))) => (
                Some(String::from_utf8(bytes.to_vec()).unwrap()),
                Some(reader),
            ),
            Some(None) => (None, None),
            None => (Some(String::new()), None),
        }
    }

    #[test]
    fn a_reader_hears_of_changes_of_its_own_topics_only() {
        let live = Live::new(2);
        let one = reader(&live);
        let of = |a: &str, b: &str| {
            HashMap::from([
                ("a".to_owned(), a.to_owned()),
                ("b".to_owned(), b.to_owned()),
            ])
        };
        live.publish(at(0), of("1", "1"));
        let (text, one) = hears(one);
        assert!(text.unwrap().contains("\"topic\":\"a\",\"news\":1"));
        live.publish(at(1), of("1", "2"));
        assert_eq!(
            hears(one.unwrap()).0.as_deref(),
            Some(""),
            "b is not for it"
        );
    }

    #[test]
    fn a_silent_server_says_that_it_is_there() {
        let live = Live::new(1);
        live.publish(at(0), HashMap::new());
        let mut one = reader(&live);
        one.news.mark_unchanged();
        live.publish(at(14), HashMap::new());
        live.publish(at(15), HashMap::new());
        let (text, _) = hears(one);
        assert_eq!(
            text.as_deref(),
            Some("event: beat\ndata: {\"now\":15000}\n\n")
        );
    }

    #[test]
    fn seats_are_counted_and_given_back() {
        let live = Live::new(1);
        let one = live.sit_down();
        assert!(one.is_some() && live.has_readers());
        assert!(live.sit_down().is_none(), "every seat is taken");
        drop(one);
        assert!(live.sit_down().is_some());
    }

    #[test]
    fn closing_ends_every_stream() {
        let live = Live::new(1);
        let one = reader(&live);
        live.close();
        assert!(hears(one).0.is_none());
        live.publish(at(0), HashMap::new());
        assert!(live.0.news.borrow().is_none(), "nothing is said after that");
    }
}
