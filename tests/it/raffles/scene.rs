//! The raffles of the scene: one in each state, with addresses that the table of pages can name.

use reqwest::StatusCode;

use super::pages::{ask, make, name, ticket};
use crate::app::{Browser, TestApp};

/// Tickets to be had, one for each network address.
pub const OPEN: &str = "00000000-0000-4000-8000-000000000001";
/// For those who were invited.
pub const INVITE: &str = "00000000-0000-4000-8000-000000000002";
/// Every ticket is taken, and it waits for its organiser.
pub const SOLD_OUT: &str = "00000000-0000-4000-8000-000000000003";
/// With winners: one prize is claimed, one overdue, one passed on.
pub const DRAWN: &str = "00000000-0000-4000-8000-000000000004";
/// One ticket for each account.
pub const ACCOUNT: &str = "00000000-0000-4000-8000-000000000005";
/// Called off.
pub const VOID: &str = "00000000-0000-4000-8000-000000000006";

async fn send(manager: &Browser, path: &str, fields: &[(&str, &str)]) {
    let answer = manager.post(path, fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
}

/// A raffle that is drawn at once, so that deadlines have passed when the scene is looked at.
pub async fn draw_one(app: &TestApp, manager: &Browser) {
    let prizes = [
        ("name", "Bicycle raffle"),
        ("description", "For the new shed behind the hall."),
        ("tickets", "12"),
        ("prize_amount", "1"),
        ("prize_name", "Refurbished town bicycle"),
        ("prize_amount", "2"),
        ("prize_name", "Set of lights"),
        ("reserves", "2"),
        ("claim_days", "2"),
    ];
    let id = make(manager, &prizes).await;
    let mut tickets = Vec::new();
    for _ in 0..12 {
        tickets.push(ticket(&ask(&app.browser(), &id).await));
    }
    let path = format!("/manage/raffles/{id}");
    send(manager, &format!("{path}/draw"), &[]).await;
    let csv = manager.get(&format!("{path}/winners.csv")).await.text;
    let winner = csv.lines().nth(1).unwrap().split(',').nth(3).unwrap();
    let (_, code) = tickets.iter().find(|(own, _)| own == winner).unwrap();
    let claim = [
        ("step", "0"),
        ("action", "claimed"),
        ("ticket", winner),
        ("code", code),
    ];
    send(manager, &format!("{path}/prizes/1"), &claim).await;
    let back = [
        ("step", "1"),
        ("action", "take_back"),
        ("reason", "The wrong line was marked."),
    ];
    send(manager, &format!("{path}/prizes/1"), &back).await;
    let claim = [("step", "2"), claim[1], claim[2], claim[3]];
    send(manager, &format!("{path}/prizes/1"), &claim).await;
    name(app, &id, DRAWN).await;
}

/// What was not claimed in time goes on.
pub async fn pass_one_on(manager: &Browser) {
    let pass = [("step", "0"), ("action", "pass")];
    send(manager, &format!("/manage/raffles/{DRAWN}/prizes/2"), &pass).await;
}

/// All the others.
pub async fn make_the_rest(app: &TestApp, manager: &Browser, amara: &Browser) {
    let open = [
        ("name", "Winter raffle"),
        (
            "description",
            "Three prizes and five hundred tickets. The money mends the hall roof.",
        ),
        ("tickets", "500"),
        ("policy", "ip"),
        ("prize_name", "Weekend for two in Whitby"),
        ("prize_name", "Refurbished town bicycle"),
        ("prize_name", "Food hamper"),
        ("draws_itself", "yes"),
    ];
    let id = make(manager, &open).await;
    ticket(&ask(&app.browser(), &id).await);
    name(app, &id, OPEN).await;
    let long = "Donaudampfschifffahrtsgesellschaftsjubiläumstombola";
    let invite = [
        ("name", long),
        ("policy", "invite"),
        ("tickets", "16777216"),
        ("prize_amount", "100000"),
        ("prize_name", long),
        ("reserves", "0"),
    ];
    let id = make(manager, &invite).await;
    name(app, &id, INVITE).await;
    let id = make(manager, &[("name", "Cake tin")]).await;
    for _ in 0..3 {
        ticket(&ask(&app.browser(), &id).await);
    }
    name(app, &id, SOLD_OUT).await;
    let account = [
        ("name", "Team shirts"),
        ("policy", "account"),
        ("tickets", "40"),
    ];
    let id = make(manager, &account).await;
    ticket(&ask(amara, &id).await);
    name(app, &id, ACCOUNT).await;
    let id = make(manager, &[("name", "Garden party")]).await;
    ticket(&ask(&app.browser(), &id).await);
    let cancel = [("reason", "It rains all week."), ("confirm", "yes")];
    send(manager, &format!("/manage/raffles/{id}/cancel"), &cancel).await;
    name(app, &id, VOID).await;
}
