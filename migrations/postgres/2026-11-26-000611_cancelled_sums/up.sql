-- The sums of struck-out ballots per person were added to the wrong rows: made anew from the entries.

UPDATE participations SET cancelled_ballots = (
    SELECT COALESCE(SUM(entries.count), 0) FROM entries
    WHERE entries.draw_id = participations.draw_id AND entries.account_id = participations.account_id
        AND entries.cancel_reason IS NOT NULL)
WHERE cancelled_ballots <> 0 OR draw_id IN (SELECT id FROM draws WHERE cancelled_ballots > 0);
