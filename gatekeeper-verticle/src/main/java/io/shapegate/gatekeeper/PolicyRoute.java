package io.shapegate.gatekeeper;

import java.util.List;

/** The addresses of the policies to ask, in order, about what a pattern matches. */
record PolicyRoute(TablePattern pattern, List<String> addresses) {}
