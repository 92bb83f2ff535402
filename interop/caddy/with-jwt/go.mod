module caddy-with-jwt

go 1.26

require (
	github.com/caddyserver/caddy/v2 v2.11.9
	github.com/ggicci/caddy-jwt v1.1.1
)
