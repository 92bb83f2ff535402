package system.authz

# Who may ask Open Policy Agent itself.
default allow := false

allow if input.identity == "correct-token"
