//! What organisers do with raffles on their pages: making one, drawing it, handing prizes over, inviting, calling one off.

use reqwest::header;

use super::pages::{ask, check, form, make, status, ticket};
use super::start;
use crate::app::{Browser, TestApp};
use crate::database::databases;

#[actix_web::test]
async fn a_raffle_goes_from_its_form_to_prizes_in_hands() {
    for database in databases() {
        let app = start(&database).await;
        let manager = app.manager().await;
        let id = make(
            &manager,
            &[
                ("name", "=Fair"),
                ("prize_name", "Cake"),
                ("prize_name", "Mug"),
            ],
        )
        .await;
        let (path, visitor) = (format!("/manage/raffles/{id}"), app.browser());
        let early = manager.post(&format!("{path}/draw"), &[]).await;
        assert_eq!(status(&early), 409);
        early.says("Winners can't be drawn when tickets are still available");
        let mut tickets = Vec::new();
        for _ in 0..3 {
            tickets.push(ticket(&ask(&visitor, &id).await));
        }
        visitor
            .get(&format!("/raffles/{id}"))
            .await
            .says("All 3 tickets are taken");
        let late = visitor
            .post(&format!("/raffles/{id}/tickets"), &[("key", "k")])
            .await;
        assert_eq!(status(&late), 410);
        late.says("Tickets to this raffle are no longer available");
        manager.get(&path).await.says("Draw the winners now");
        assert_eq!(
            manager.post(&format!("{path}/draw"), &[]).await.location(),
            path
        );
        let page = manager.get(&path).await;
        page.says("The winners are drawn.");
        assert_eq!(
            status(&manager.post(&format!("{path}/draw"), &[]).await),
            409
        );

        // whose is what
        let public = visitor.get(&format!("/raffles/{id}")).await;
        public.says("The winners");
        let csv = manager.get(&format!("{path}/winners.csv")).await.text;
        let row = |n: usize| {
            csv.lines()
                .nth(n)
                .unwrap()
                .split(',')
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let (cake, mug) = (row(1), row(2));
        assert_eq!((&*cake[2], &*mug[2], &*cake[4]), ("Cake", "Mug", "open"));
        let code_of = |number: &str| {
            tickets
                .iter()
                .find(|(own, _)| own == number)
                .unwrap()
                .1
                .clone()
        };
        let loser = tickets
            .iter()
            .find(|(own, _)| *own != cake[3] && *own != mug[3])
            .unwrap();
        check(&visitor, &id, &cake[3], &code_of(&cake[3]))
            .await
            .says("Cake");
        check(&visitor, &id, &loser.0, &loser.1)
            .await
            .says("reserve number 1");
        visitor
            .get(&format!("/raffles/{id}/tickets/{}", mug[3]))
            .await
            .says("Mug");

        // a prize is handed over for the code of its own ticket
        let settle = async |place: &str, fields: &[(&str, &str)]| {
            manager
                .post(&format!("{path}/prizes/{place}"), fields)
                .await
        };
        let claim = async |place, number: &str, code: &str| {
            let fields = [
                ("step", "0"),
                ("action", "claimed"),
                ("ticket", number),
                ("code", code),
            ];
            settle(place, &fields).await
        };
        let wrong = claim("1", &cake[3], "nonsense").await;
        assert_eq!(status(&wrong), 422);
        wrong.says("Not valid: this is not the code of that ticket");
        assert_eq!(status(&claim("1", "one", "nonsense").await), 422);
        let other = claim("1", &mug[3], &code_of(&mug[3])).await;
        assert_eq!(status(&other), 409);
        other.says("not that of the ticket which holds this prize");
        assert_eq!(status(&claim("9", &cake[3], &code_of(&cake[3])).await), 409);
        assert_eq!(status(&claim("1", &cake[3], &code_of(&cake[3])).await), 303);
        manager
            .get(&path)
            .await
            .says("The prize is marked as claimed.");
        visitor.get(&format!("/raffles/{id}")).await.says("Claimed");
        let back = |reason| [("step", "1"), ("action", "take_back"), ("reason", reason)];
        assert_eq!(status(&settle("1", &back("-")).await), 422);
        assert_eq!(status(&settle("1", &back("The wrong line.")).await), 303);
        visitor
            .get(&format!("/raffles/{id}"))
            .await
            .says("The wrong line.");

        // passed on after the deadline, to the ticket that follows
        let pass = [("step", "0"), ("action", "pass")];
        assert_eq!(
            status(&settle("2", &pass).await),
            409,
            "its deadline is to come"
        );
        app.at("2026-11-23T12:00:00Z").await;
        let manager = signed_in(&app).await;
        assert_eq!(
            status(&manager.post(&format!("{path}/prizes/2"), &pass).await),
            303
        );
        check(&visitor, &id, &loser.0, &loser.1).await.says("Mug");
        visitor
            .get(&format!("/raffles/{id}/tickets/{}", mug[3]))
            .await
            .says("No prize any more");
        let csv = manager.get(&format!("{path}/winners.csv")).await.text;
        let passed = csv.lines().nth(2).unwrap();
        assert!(passed.ends_with(&format!(",{}", loser.0)), "{passed}");
        let csv = manager.get(&format!("{path}/tickets.csv")).await.text;
        assert_eq!(csv.lines().count(), 4, "{csv}");
        manager.get("/manage/raffles").await.says("=Fair");
        visitor.get("/raffles").await.says("=Fair");
    }
}

async fn signed_in(app: &TestApp) -> Browser {
    let browser = app.browser();
    let fields = [
        ("username", "organiser"),
        ("password", crate::app::PASSWORD),
    ];
    assert_eq!(status(&browser.post("/login", &fields).await), 303);
    browser
}

#[actix_web::test]
async fn the_form_is_looked_at_first_and_makes_one_raffle() {
    for database in databases() {
        let app = start(&database).await;
        let manager = app.manager().await;
        let empty = manager.get("/manage/raffles/new").await;
        let key = empty.hidden("key");
        let step = |step| form(&[("step", step), ("key", &key)]);
        let preview = manager.post("/manage/raffles/new", &step("preview")).await;
        assert_eq!(status(&preview), 200);
        preview.says("This is a preview");
        preview.says("None of 3 tickets is taken yet");
        manager
            .get("/manage/raffles")
            .await
            .says("There is none yet.");
        let change = manager.post("/manage/raffles/new", &step("change")).await;
        assert!(change.text.contains("value=\"Summer fair\""));
        let made = manager.post("/manage/raffles/new", &step("create")).await;
        let again = manager.post("/manage/raffles/new", &step("create")).await;
        assert_eq!(made.location(), again.location(), "a double click");
        let other = form(&[("step", "create"), ("key", &key), ("tickets", "4")]);
        assert_eq!(
            status(&manager.post("/manage/raffles/new", &other).await),
            409
        );
        let bad = form(&[
            ("tickets", "2"),
            ("prize_amount", "3"),
            ("closes_day", "2026-11-20"),
        ]);
        let bad = manager.post("/manage/raffles/new", &bad).await;
        assert_eq!(status(&bad), 422);
        bad.says("Too many prizes: there are 3 prizes and only 2 tickets.");
        bad.says("The sale ends at least a minute and at most two years from now.");
    }
}

#[actix_web::test]
async fn invite_codes_are_shown_once_and_each_opens_one_ticket() {
    for database in databases() {
        let app = start(&database).await;
        let manager = app.manager().await;
        let id = make(&manager, &[("policy", "invite")]).await;
        let invites = format!("/manage/raffles/{id}/invites");
        let none = manager.post(&invites, &[("count", "0")]).await;
        assert_eq!(status(&none), 422);
        none.says("Make between 1 and 10,000 invite codes at a time");
        let made = manager.post(&invites, &[("count", "2")]).await;
        assert_eq!(made.headers[header::CACHE_CONTROL], "no-store");
        let codes = made.text.split("<li><code>").skip(1);
        let codes: Vec<&str> = codes.map(|rest| rest.split('<').next().unwrap()).collect();
        assert_eq!(codes.len(), 2);
        let file = manager
            .post(&invites, &[("count", "3"), ("as_file", "csv")])
            .await;
        assert_eq!(file.text.lines().count(), 4, "{}", file.text);
        manager
            .get(&format!("/manage/raffles/{id}"))
            .await
            .says("5 codes were made so far.");

        let visitor = app.browser();
        let path = format!("/raffles/{id}");
        let ask = async |invite: &str| {
            let key = visitor.get(&path).await.hidden("key");
            let fields = [("key", key.as_str()), ("invite", invite)];
            visitor.post(&format!("{path}/tickets"), &fields).await
        };
        let guessed = ask("0000").await;
        assert_eq!(status(&guessed), 403);
        guessed.says("this is none of its codes");
        assert!(guessed.text.contains("value=\"0000\""), "it is put back");
        ticket(&ask(codes[0]).await);
        let used = ask(codes[0]).await;
        assert_eq!(status(&used), 403);
        used.says("This invite code has been used already");
        ticket(&ask(&codes[1].to_lowercase()).await);
        let open = make(&manager, &[]).await;
        let refused = manager
            .post(
                &format!("/manage/raffles/{open}/invites"),
                &[("count", "2")],
            )
            .await;
        assert_eq!(status(&refused), 409);
    }
}

#[actix_web::test]
async fn a_raffle_is_called_off_with_a_reason_and_a_tick() {
    for database in databases() {
        let app = start(&database).await;
        let manager = app.manager().await;
        let id = make(&manager, &[]).await;
        let (number, code) = ticket(&ask(&app.browser(), &id).await);
        let cancel = format!("/manage/raffles/{id}/cancel");
        let unsure = manager.post(&cancel, &[("reason", "It rains.")]).await;
        assert_eq!(status(&unsure), 422);
        unsure.says("Tick this to show that you mean it");
        let sure = [("reason", "It rains."), ("confirm", "yes")];
        assert_eq!(status(&manager.post(&cancel, &sure).await), 303);
        assert_eq!(status(&manager.post(&cancel, &sure).await), 409);
        let visitor = app.browser();
        visitor
            .get(&format!("/raffles/{id}"))
            .await
            .says("It rains.");
        visitor
            .get(&format!("/raffles/{id}/tickets/{number}"))
            .await
            .says("It rains.");
        check(&visitor, &id, &number, &code).await.says("It rains.");
        let late = visitor
            .post(&format!("/raffles/{id}/tickets"), &[("key", "k")])
            .await;
        assert_eq!(status(&late), 410);
        visitor.get("/raffles").await.says("It rains.");
    }
}
