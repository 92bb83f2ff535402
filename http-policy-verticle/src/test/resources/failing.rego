package failing

# Two values for one rule: evaluating it fails.
decision := {"decision": "allow"}

decision := {"decision": "deny"}
