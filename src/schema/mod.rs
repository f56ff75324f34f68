//! The tables, in the types both databases share. Kept by hand in step with `migrations/`;
//! a store test reads every table on both databases.
#![expect(
    missing_docs,
    reason = "each column is described where the migration makes it"
)]

mod people;

pub use people::*;

diesel::table! {
    server_facts (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    draw_mailings (draw_id) {
        draw_id -> BigInt,
        after_account -> BigInt,
        finished_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    draws (id) {
        id -> BigInt,
        name -> Text,
        origin -> Text,
        title -> Text,
        game_path -> Text,
        stock -> Text,
        time_zone -> Text,
        day -> Date,
        state -> Text,
        opens -> BigInt,
        closes -> BigInt,
        reveal_by -> BigInt,
        open_leaf -> Text,
        sealed_seed -> Binary,
        cap -> Nullable<BigInt>,
        frontier -> Binary,
        entries -> BigInt,
        ballots -> BigInt,
        last_time -> BigInt,
        closed_at -> Nullable<BigInt>,
        close_leaf -> Nullable<Text>,
        void_reason -> Nullable<Text>,
        voided_at -> Nullable<BigInt>,
        created_at -> Timestamp,
        claim_days -> Nullable<BigInt>,
        cancelled_ballots -> BigInt,
    }
}

diesel::table! {
    entries (draw_id, leaf_index) {
        draw_id -> BigInt,
        leaf_index -> BigInt,
        first -> BigInt,
        count -> BigInt,
        time -> BigInt,
        who -> Binary,
        salt -> Nullable<Binary>,
        account_id -> Nullable<BigInt>,
        reference -> Nullable<Text>,
        cancel_reason -> Nullable<Text>,
        ticket_number -> Nullable<BigInt>,
    }
}

diesel::table! {
    participations (draw_id, account_id) {
        draw_id -> BigInt,
        account_id -> BigInt,
        entries -> BigInt,
        ballots -> BigInt,
        salt -> Nullable<Binary>,
        cancelled_ballots -> BigInt,
    }
}

diesel::table! {
    submission_keys (id) {
        id -> Binary,
        account_id -> BigInt,
        key -> Text,
        draw_id -> BigInt,
        count -> BigInt,
        leaf_index -> BigInt,
        created_at -> Timestamp,
    }
}

diesel::table! {
    results (draw_id) {
        draw_id -> BigInt,
        draw_key -> Binary,
        seed -> Nullable<Binary>,
        drawn_at -> BigInt,
        late -> Bool,
        beacon_round -> Nullable<BigInt>,
        beacon_signature -> Nullable<Binary>,
    }
}

diesel::table! {
    beacons (chain, round) {
        chain -> Text,
        round -> BigInt,
        signature -> Binary,
        source -> Text,
        stored_at -> Timestamp,
    }
}

diesel::table! {
    drawn_ballots (draw_id, position) {
        draw_id -> BigInt,
        position -> BigInt,
        ballot -> BigInt,
        leaf_index -> BigInt,
        outcome -> Text,
        prize -> Nullable<Text>,
        account_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    claims (draw_id, place) {
        draw_id -> BigInt,
        place -> BigInt,
        position -> BigInt,
        step -> BigInt,
        state -> Text,
        deadline -> BigInt,
    }
}

diesel::table! {
    claim_steps (draw_id, place, step) {
        draw_id -> BigInt,
        place -> BigInt,
        step -> BigInt,
        kind -> Text,
        position -> BigInt,
        to_position -> Nullable<BigInt>,
        at -> BigInt,
        account_id -> Nullable<BigInt>,
        username -> Text,
        note -> Text,
    }
}

diesel::table! {
    lotteries (id) {
        id -> BigInt,
        slug -> Text,
        name -> Text,
        description -> Text,
        time_zone -> Text,
        first_day -> Date,
        due_date -> Nullable<Date>,
        cap -> Nullable<BigInt>,
        one_prize -> Bool,
        reserves -> BigInt,
        stock -> Text,
        planned_through -> Nullable<Date>,
        cancelled_at -> Nullable<Timestamp>,
        cancel_reason -> Nullable<Text>,
        version -> BigInt,
        created_at -> Timestamp,
        weekdays -> BigInt,
        claim_days -> BigInt,
        fixed_round -> Bool,
    }
}

diesel::table! {
    lottery_prizes (lottery_id, position) {
        lottery_id -> BigInt,
        position -> BigInt,
        quantity -> BigInt,
        name -> Text,
        amount -> Nullable<BigInt>,
        currency -> Nullable<Text>,
    }
}

diesel::table! {
    daily_draws (draw_id) {
        draw_id -> BigInt,
        lottery_id -> BigInt,
        day -> Date,
        replaced -> Bool,
        called_off -> Bool,
    }
}

diesel::table! {
    lottery_changes (id) {
        id -> BigInt,
        lottery_id -> BigInt,
        changed_at -> Timestamp,
        kind -> Text,
        from_day -> Nullable<Date>,
        draw_name -> Nullable<Text>,
        reason -> Nullable<Text>,
        fields -> Text,
    }
}

diesel::table! {
    audit_log (number) {
        number -> BigInt,
        at -> Timestamp,
        actor -> Text,
        account_id -> Nullable<BigInt>,
        action -> Text,
        object -> Text,
        detail -> Text,
        person -> Nullable<Binary>,
        hash -> Binary,
    }
}

diesel::table! {
    audit_people (number) {
        number -> BigInt,
        salt -> Binary,
        name -> Nullable<Text>,
        address -> Nullable<Text>,
    }
}

diesel::table! {
    audit_head (id) {
        id -> BigInt,
        number -> BigInt,
        hash -> Binary,
    }
}

diesel::table! {
    tree_nodes (log_id, level, position) {
        log_id -> BigInt,
        level -> BigInt,
        position -> BigInt,
        hash -> Binary,
    }
}

diesel::table! {
    tree_backlog (draw_id) {
        draw_id -> BigInt,
    }
}

diesel::table! {
    server_log (id) {
        id -> BigInt,
        name -> Text,
        frontier -> Binary,
    }
}

diesel::table! {
    anchors (leaf_index) {
        leaf_index -> BigInt,
        draw_id -> BigInt,
        kind -> Text,
        leaf -> Text,
        made_at -> BigInt,
    }
}

diesel::table! {
    cosignatures (size, witness) {
        size -> BigInt,
        witness -> Text,
        line -> Text,
        time -> BigInt,
    }
}

diesel::table! {
    raffles (draw_id) {
        draw_id -> BigInt,
        public_id -> Text,
        description -> Text,
        policy -> Text,
        draws_itself -> Bool,
        code_alphabet -> Text,
        code_length -> BigInt,
        forgotten -> Bool,
        created_at -> Timestamp,
    }
}

diesel::table! {
    tickets (draw_id, number) {
        draw_id -> BigInt,
        number -> BigInt,
        leaf_index -> BigInt,
        code_salt -> Binary,
        code_hash -> Binary,
        holder -> Nullable<Binary>,
    }
}

diesel::table! {
    raffle_invites (draw_id, hash) {
        draw_id -> BigInt,
        hash -> Binary,
        made_at -> Timestamp,
    }
}

diesel::allow_tables_to_appear_in_same_query!(audit_log, audit_people);
diesel::allow_tables_to_appear_in_same_query!(
    draws,
    entries,
    participations,
    submission_keys,
    results,
    drawn_ballots,
    claims,
    claim_steps,
    anchors,
    raffles,
    tickets
);
diesel::allow_tables_to_appear_in_same_query!(
    lotteries,
    lottery_prizes,
    daily_draws,
    lottery_changes
);
