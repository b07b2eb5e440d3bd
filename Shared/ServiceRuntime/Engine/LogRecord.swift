import EventLog

/// GRDB has a `Record` of its own; where both are at hand, ours goes by this name.
typealias LogRecord = Record
