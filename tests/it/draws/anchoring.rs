//! The server's log: what it says of each draw, when, and that it says it once.

use clearlot::draws::operations::check_draws;
use clearlot::draws::{self, AnchorProof, LogId, ScheduleError, StoredAnchor};
use clearlot::fairness::{
    Checkpoint, NoteSigner, ServerName, SignedCheckpoint, SignedNote, TlogProof, cosignature_times,
    sha256,
};
use clearlot::store::StoreError;

use super::log::StoredLog;
use super::{CLOSES, DAY, DrawId, DrawPlan, DrawState, Instance, OPENS, ballots, plan};
use crate::database::{databases, postgres_databases};

pub async fn anchors(instance: &Instance, id: DrawId) -> Vec<StoredAnchor> {
    instance
        .read(move |conn| draws::list_anchors(conn, id))
        .await
}

async fn kinds(instance: &Instance, id: DrawId) -> Vec<&'static str> {
    let anchors = anchors(instance, id).await;
    anchors.iter().map(|anchor| anchor.kind.as_str()).collect()
}

async fn void(instance: &Instance, id: DrawId) -> bool {
    let now = instance.draws.clock().unix();
    let void = move |conn: &mut _| draws::void_draw(conn, id, "No paper", now);
    instance.db.write(void).await.unwrap()
}

async fn faults(instance: &Instance) -> Vec<String> {
    check_draws(&instance.db, None).await.unwrap().faults
}

#[actix_web::test]
async fn each_step_of_a_draw_is_told_once_and_in_order() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.schedule(plan("daily")).await.unwrap();
        instance.at(OPENS - 3601);
        instance.tick().await;
        assert_eq!(kinds(&instance, id).await, [""; 0], "{database}: too early");
        instance.at(OPENS - 3600);
        instance.tick().await;
        assert_eq!(kinds(&instance, id).await, ["open"]);
        instance.at(OPENS);
        instance.tick().await;
        instance.append(ballots("daily", 1, 3)).await.unwrap();
        assert_eq!(kinds(&instance, id).await, ["open"]);
        instance.at(CLOSES);
        instance.tick().await;
        instance.tick().await;

        let told = anchors(&instance, id).await;
        let log = StoredLog::of(&instance, id).await;
        let result = instance.result(id).await.unwrap();
        let expected = [
            format!(
                "open lotto.example/daily {}",
                sha256(&log.open_leaf).to_hex()
            ),
            format!("close lotto.example/daily 3 {}", result.root),
            format!("result lotto.example/daily {}", result.draw_key),
        ];
        for (index, (anchor, line)) in told.iter().zip(&expected).enumerate() {
            assert_eq!(anchor.leaf, format!("vdraw/1 anchor\n{line}\n"));
            assert_eq!(anchor.index, u64::try_from(index).unwrap());
        }
        let times = told.iter().map(|anchor| anchor.made_at);
        assert_eq!(times.collect::<Vec<_>>(), [OPENS - 3600, CLOSES, CLOSES]);
        let head = instance.db.read(|conn| {
            let log = draws::read_log(conn, LogId::Server)?;
            Ok::<_, draws::LogError>(log.head().clone())
        });
        let head = head.await.unwrap();
        assert_eq!((head.origin.as_str(), head.size), ("lotto.example", 3));
        assert_eq!(faults(&instance).await, [""; 0], "{database}");
    }
}

#[actix_web::test]
async fn a_server_that_was_down_tells_everything_when_it_is_back() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.schedule(plan("daily")).await.unwrap();
        instance.at(CLOSES + 3 * DAY);
        instance.tick().await;
        assert_eq!(kinds(&instance, id).await, ["open", "close", "result"]);
        let late = instance.schedule(plan("never")).await.unwrap();
        instance.at(CLOSES + 31 * DAY);
        instance.tick().await;
        assert_eq!(instance.draw(late).await.state, DrawState::Void);
        let told = anchors(&instance, late).await;
        assert_eq!(
            told[1].leaf,
            "vdraw/1 anchor\nvoid lotto.example/never withheld\n"
        );
        assert_eq!(faults(&instance).await, [""; 0], "{database}");
    }
}

#[actix_web::test]
async fn a_draw_that_is_called_off_is_told_of_if_anybody_could_rely_on_it() {
    for database in databases() {
        let instance = Instance::start(&database);
        let early = instance.schedule(plan("early")).await.unwrap();
        let late = instance.schedule(plan("late")).await.unwrap();
        assert!(void(&instance, early).await);
        instance.at(OPENS - 60);
        instance.tick().await;
        assert!(void(&instance, late).await);
        assert!(!void(&instance, late).await);
        assert_eq!(kinds(&instance, early).await, [""; 0]);
        let told = anchors(&instance, late).await;
        assert_eq!(told.len(), 2);
        assert_eq!(
            told[1].leaf,
            "vdraw/1 anchor\nvoid lotto.example/late cancelled\n"
        );
        assert_eq!(faults(&instance).await, [""; 0], "{database}");
    }
}

#[actix_web::test]
async fn what_the_servers_log_says_of_a_draw_can_no_longer_be_changed() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.schedule(plan("daily")).await.unwrap();
        let before = instance.draw(id).await;
        instance.at(OPENS - 3600);
        instance.tick().await;
        let changed = DrawPlan {
            reserves: 0,
            ..plan("daily")
        };
        let draws = instance.draws.clone();
        let replan = move |conn: &mut _| draws::replan_draw(conn, &draws, id, &changed);
        let answer = instance.db.write(replan).await;
        assert!(matches!(answer, Err(ScheduleError::Fixed)), "{answer:?}");
        assert_eq!(instance.draw(id).await.open_leaf, before.open_leaf);
    }
}

#[actix_web::test]
async fn draws_of_an_earlier_version_are_told_of_from_where_they_are() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.open(plan("daily")).await;
        // as the earlier version left them
        instance
            .meddle("DELETE FROM anchors; DELETE FROM server_log")
            .await;
        instance.at(CLOSES);
        instance.tick().await;
        assert_eq!(kinds(&instance, id).await, ["open", "close", "result"]);
        assert_eq!(faults(&instance).await, [""; 0], "{database}");
    }
}

#[actix_web::test]
async fn the_database_refuses_a_second_anchor_of_a_kind_and_a_second_end() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.open(plan("daily")).await;
        instance.at(CLOSES);
        instance.tick().await;
        assert_eq!(anchors(&instance, id).await.len(), 3);
        for kind in ["open", "close", "result", "void"] {
            use diesel::connection::SimpleConnection;
            let sql = format!(
                "INSERT INTO anchors (leaf_index, draw_id, kind, leaf, made_at) SELECT 9, id, '{kind}', 'x', 0 FROM draws"
            );
            let second = instance.db.write(move |conn| {
                conn.batch_execute(&sql)?;
                Ok::<_, StoreError>(())
            });
            assert!(
                second.await.unwrap_err().is_unique_violation(),
                "{database}: {kind}"
            );
        }
    }
}

#[actix_web::test]
async fn instances_that_take_the_same_steps_at_once_tell_of_them_once() {
    for database in postgres_databases() {
        let instances: Vec<Instance> = (0..3).map(|_| Instance::start(&database)).collect();
        let mut ids = Vec::new();
        for number in 0..6 {
            let plan = plan(&format!("daily-{number}"));
            ids.push(instances[0].schedule(plan).await.unwrap());
        }
        for time in [OPENS - 3600, OPENS, CLOSES] {
            instances.iter().for_each(|instance| instance.at(time));
            futures_util::future::join_all(instances.iter().map(Instance::tick)).await;
        }
        for id in ids {
            let told = kinds(&instances[0], id).await;
            assert_eq!(told, ["open", "close", "result"]);
        }
        assert_eq!(faults(&instances[0]).await, [""; 0], "{database}");
    }
}

#[actix_web::test]
async fn a_check_finds_what_the_servers_log_should_not_say() {
    for database in databases() {
        let instance = Instance::start(&database);
        instance.open(plan("daily")).await;
        instance
            .meddle("UPDATE anchors SET leaf = 'vdraw/1 anchor\nopen lotto.example/daily 00\n'")
            .await;
        let found = faults(&instance).await;
        assert_eq!(found.len(), 2, "{database}: {found:?}");
        assert!(found[0].contains("root"), "{found:?}");
        assert!(found[1].contains("open anchor"), "{found:?}");
        instance
            .meddle("DELETE FROM anchors; UPDATE server_log SET name = 'x'")
            .await;
        assert_eq!(faults(&instance).await.len(), 1, "{database}");
    }
}

#[actix_web::test]
async fn the_servers_name_is_the_first_one_for_ever() {
    for database in databases() {
        let instance = Instance::start(&database);
        let name = |text: &str| ServerName::parse(text).unwrap();
        let adopt = async |text: &str| {
            let proposed = name(text);
            let adopt = move |conn: &mut _| draws::adopt_server_name(conn, &proposed);
            instance.db.write(adopt).await.unwrap()
        };
        assert_eq!(
            adopt("first.example/vdraw").await,
            name("first.example/vdraw")
        );
        assert_eq!(
            adopt("second.example/vdraw").await,
            name("first.example/vdraw")
        );
        // a database from before names were remembered
        instance.meddle("DELETE FROM server_log").await;
        instance.schedule(plan("daily")).await.unwrap();
        assert_eq!(adopt("second.example/vdraw").await, name("lotto.example"));
    }
}

#[actix_web::test]
async fn whoever_has_the_servers_key_checks_each_anchor_and_leaf_by_its_proof() {
    for database in databases() {
        let folder = tempfile::tempdir().unwrap();
        let instance = Instance::start(&database).signing(folder.path());
        let id = instance.open(plan("daily")).await;
        let accepted = instance.append(ballots("daily", 1, 3)).await.unwrap();
        let vkey = instance.draws.vkey().unwrap();
        let receipt = async || {
            let index = accepted.leaf_index;
            let proof = draws::prove_leaf(&instance.draws, LogId::Draw(id), index).await;
            let (_, proof) = proof.unwrap();
            let leaf = &StoredLog::of(&instance, id).await.leaves()[1];
            let (signed, _) = SignedCheckpoint::of_draw(&proof.note, &vkey).unwrap();
            let log = signed.checkpoint();
            assert_eq!(proof.root(leaf, log.size), Some(log.root));
            assert_eq!(TlogProof::parse(&proof.to_string()).unwrap(), proof);
            log.size
        };
        assert_eq!(receipt().await, 2);
        instance.at(CLOSES);
        instance.tick().await;
        assert_eq!(receipt().await, 3);
        let proofs = draws::prove_anchors(&instance.draws, id).await.unwrap();
        assert_eq!(proofs.len(), 3);
        for AnchorProof { anchor, proof } in proofs {
            let signed = SignedCheckpoint::of_server(&proof.note, &vkey).unwrap();
            let log = signed.checkpoint();
            assert_eq!(proof.root(&anchor.leaf, log.size), Some(log.root));
        }
    }
}

#[actix_web::test]
async fn an_anchor_is_proved_under_the_head_that_most_witnesses_have_seen() {
    for database in databases() {
        let folder = tempfile::tempdir().unwrap();
        let instance = Instance::start(&database).signing(folder.path());
        let id = instance.open(plan("daily")).await;
        let witness = NoteSigner::from_seed(&[9; 32]);
        let vkey = witness.witness_vkey("w.example").unwrap();
        let head = draws::sign_present_head(&instance.draws, LogId::Server).await;
        let head = head.unwrap().head;
        let seen = Checkpoint {
            origin: head.origin,
            size: head.size,
            root: head.root,
        };
        let line = witness.cosignature_line("w.example", &seen, OPENS);
        let kept = instance.db.write(move |conn| {
            let key = vkey.to_string();
            draws::insert_cosignature(conn, seen.size, &key, line.trim_end(), OPENS)
        });
        kept.await.unwrap();
        instance.at(CLOSES);
        instance.tick().await;
        let proofs = draws::prove_anchors(&instance.draws, id).await.unwrap();
        let vkey = witness.witness_vkey("w.example").unwrap();
        let times = |proof: &TlogProof| {
            let note = SignedNote::parse(&proof.note).unwrap();
            cosignature_times(&note, &vkey).unwrap()
        };
        assert_eq!(times(&proofs[0].proof), [OPENS], "{database}");
        assert_eq!(times(&proofs[2].proof), [0; 0]);
        let server = instance.draws.vkey().unwrap();
        for AnchorProof { anchor, proof } in proofs {
            let signed = SignedCheckpoint::of_server(&proof.note, &server).unwrap();
            let log = signed.checkpoint();
            assert_eq!(proof.root(&anchor.leaf, log.size), Some(log.root));
        }
    }
}
