import CSQLiteSettings

/// Settings of SQLite for the whole process.
public enum SQLiteLibrary {
    /// To be called before the first connection is opened; later it changes nothing.
    public static func prepare() { _ = once }

    private static let once = titrate_sqlite_without_memory_statistics()
}
