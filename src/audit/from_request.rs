//! The actor of a request as an argument: who is signed in, and the address as the trusted-proxy rules give it.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::model::Actor;
use crate::web::WebError;
use crate::web::address::ClientAddress;
use crate::web::page::Viewer;

impl FromRequest for Actor {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let address = match ClientAddress::from_request(req, payload).into_inner() {
            Ok(address) => address.0,
            Err(e) => return ready(Err(e)),
        };
        let viewer = req.extensions().get::<Viewer>().cloned();
        ready(Ok(match viewer {
            Some(viewer) => Actor::account(viewer.account_id, viewer.name, Some(address)),
            None => Actor::visitor(address),
        }))
    }
}
