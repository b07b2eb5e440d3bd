import EventLog

/// A record of the event log, where GRDB's own `Record` is in sight too.
typealias LogRecord = Record
