package shapegate

default decision := {
	"decision": "deny",
	"code": "no_rule",
	"reason": "no rule grants this shape",
}

# Anybody may sync all items.
decision := allow("items", {}) if table == "items"

# Members see some columns of their organisations' tasks. The value travels as a parameter, never in the SQL; the
# sub-query keeps a running shape in step with the memberships.
decision := allow("member-tasks", {
	"where": "org_id IN (SELECT org_id FROM memberships WHERE user_id = $1)",
	"params": {"1": input.subject.id},
	"columns": "id,org_id,project_id,title,done",
}) if {
	table == "tasks"
	input.subject.anonymous == false
	"member" in input.subject.claims.roles
}

# The table that is asked for as a whole. A shape that already has a filter or columns of its own is not granted here, as a
# grant must never be wider than what was asked for.
table := input.shape.table if {
	every key in ["namespace", "where", "columns", "queryable_columns"] {
		input.shape[key] == null
	}
}

# The shape that is asked for, narrowed.
allow(rule, narrower) := {
	"decision": "allow",
	"shape": object.union(input.shape, narrower),
	"ttl_seconds": 600,
	"reason": sprintf("rule %s", [rule]),
	"rules": [rule],
}
