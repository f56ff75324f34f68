//! The way to the mail server: a certificate must be for its name and from somebody known, or nothing is said.

use std::sync::Arc;

use clearlot::mail::MailState;
use clearlot::mail::model::LetterState;
use clearlot::mail::operations::find_facts;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::{Instance, letter};
use crate::database::Database;
use crate::post_office::PostOffice;

/// A certificate authority of the test's own.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Authority(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    fn pem(&self) -> String {
        self.0.pem()
    }

    /// A server whose certificate is for this name.
    fn server(&self, name: &str) -> Arc<ServerConfig> {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key);
        Arc::new(config.unwrap())
    }
}

#[actix_web::test]
async fn a_good_certificate_delivers() {
    let authority = Authority::new("ours");
    for from_the_first_byte in [true, false] {
        let server = authority.server("localhost");
        let post = PostOffice::open_with(Some((server, from_the_first_byte)));
        let config = post.config_with_tls(&authority.pem());
        let one = Instance::new(Database::sqlite().open(), Some(config));
        for to in ["ann@example.org", "ben@example.org"] {
            one.enqueue(letter(to)).await;
        }
        one.tick().await;
        let states = one.states().await;
        let problems: Vec<_> = one.letters().await.into_iter().map(|l| l.problem).collect();
        assert_eq!(
            states,
            [LetterState::Sent, LetterState::Sent],
            "{problems:?}"
        );
        assert_eq!((post.take().len(), post.connections()), (2, 1));
    }
}

#[actix_web::test]
async fn a_wrong_name_and_an_unknown_issuer_are_refused_and_shown() {
    let (ours, theirs) = (Authority::new("ours"), Authority::new("theirs"));
    for from_the_first_byte in [true, false] {
        for (server, words) in [
            (ours.server("other.example"), "not valid for name"),
            (theirs.server("localhost"), "UnknownIssuer"),
        ] {
            let post = PostOffice::open_with(Some((server, from_the_first_byte)));
            let config = post.config_with_tls(&ours.pem());
            let one = Instance::new(Database::sqlite().open(), Some(config));
            one.enqueue(letter("ann@example.org")).await;
            one.tick().await;
            assert_eq!(one.states().await, [LetterState::Waiting], "{words}");
            let problem = one.letters().await.remove(0).problem.unwrap();
            assert!(problem.contains(words), "{words}: {problem}");
            let health = find_facts(&one.mail).await.unwrap().health;
            let MailState::Failing { problem, .. } = health.state else {
                panic!("{words}: {:?}", health.state);
            };
            assert!(problem.contains(words), "{words}: {problem}");
            assert!(post.take().is_empty(), "{words}");
        }
    }
}

/// Without the test's own authority the same server is a stranger: no setting makes it known.
#[actix_web::test]
async fn the_settings_of_operators_trust_no_authority_of_their_own() {
    let authority = Authority::new("ours");
    let post = PostOffice::open_with(Some((authority.server("localhost"), true)));
    let mut config = post.config_with_tls(&authority.pem());
    config.authority = None;
    let one = Instance::new(Database::sqlite().open(), Some(config));
    one.enqueue(letter("ann@example.org")).await;
    one.tick().await;
    let problem = one.letters().await.remove(0).problem.unwrap();
    assert!(problem.contains("UnknownIssuer"), "{problem}");
    assert!(post.take().is_empty());
}
