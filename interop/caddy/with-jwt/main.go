// Caddy with its usual modules and caddy-jwt. The same as xcaddy makes; go build is all it takes.
package main

import (
	caddycmd "github.com/caddyserver/caddy/v2/cmd"
	_ "github.com/caddyserver/caddy/v2/modules/standard"
	_ "github.com/ggicci/caddy-jwt"
)

func main() {
	caddycmd.Main()
}
