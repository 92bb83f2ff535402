CREATE TABLE shapegate.decisions (
  request_id uuid PRIMARY KEY,
  at timestamptz NOT NULL,

  subject text NOT NULL,
  anonymous boolean NOT NULL,

  outcome text NOT NULL,
  code text,
  reason text,

  table_name text NOT NULL,
  asked jsonb NOT NULL,
  granted jsonb,

  policies text[] NOT NULL,
  rules text[] NOT NULL,
  ms double precision NOT NULL,

  jti uuid,
  expires_at timestamptz
);

CREATE INDEX decisions_by_time ON shapegate.decisions (at);
CREATE INDEX decisions_by_subject ON shapegate.decisions (subject, at);

COMMENT ON TABLE shapegate.decisions IS 'What gatekeepers decided, where DECISION_LOG_DATABASE_URL says so. The right to INSERT is all that they need; rows stay until somebody deletes them.';
COMMENT ON COLUMN shapegate.decisions.request_id IS 'what the gatekeeper''s log, its error bodies and the policies'' logs call the request';
COMMENT ON COLUMN shapegate.decisions.outcome IS 'allowed, denied, too_large (granted, but too long to use), unavailable (a policy gave no decision) or failed';
COMMENT ON COLUMN shapegate.decisions.code IS 'the code that the client got; null where it got a token';
COMMENT ON COLUMN shapegate.decisions.table_name IS 'the table or the named shape that was asked for, as a client writes it';
COMMENT ON COLUMN shapegate.decisions.granted IS 'what the policies allowed; null where they did not';
COMMENT ON COLUMN shapegate.decisions.policies IS 'the addresses that were asked, in order; where one gave no decision, it is the last';
COMMENT ON COLUMN shapegate.decisions.rules IS 'the rules that the policies named, in order';
COMMENT ON COLUMN shapegate.decisions.ms IS 'from the head of the request to the decision';
COMMENT ON COLUMN shapegate.decisions.jti IS 'of the token that was issued';
