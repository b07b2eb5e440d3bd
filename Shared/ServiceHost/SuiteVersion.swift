/// The version every executable of the suite reports with `--version`.
public enum SuiteVersion {
    public static let current = "0.1.0"
}
