import Testing

/// Tests over real processes, one after the other: each has the machine to itself.
@Suite(.serialized) enum ProcessTests {}
