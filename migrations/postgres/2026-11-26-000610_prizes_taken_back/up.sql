-- A prize that was marked as claimed by mistake can be taken back: `note` of such a step is the public reason.

ALTER TABLE claim_steps DROP CONSTRAINT claim_steps_kind_check;
ALTER TABLE claim_steps ADD CONSTRAINT claim_steps_kind_check CHECK (kind IN ('claimed', 'passed', 'lapsed', 'taken_back'));
