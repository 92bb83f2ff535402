package io.shapegate.develectric;

import java.util.List;

/** The rows of a shape at one moment, as messages in chunks, and what that moment saw. */
record Snapshot(PgSnapshot visibility, List<List<byte[]>> chunks, long bytes) {}
