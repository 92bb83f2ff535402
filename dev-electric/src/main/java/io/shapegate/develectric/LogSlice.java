package io.shapegate.develectric;

import java.util.List;

/** What one request gets: messages up to {@code end}, and whether the log ended there. */
record LogSlice(List<byte[]> messages, LogOffset end, boolean upToDate) {}
