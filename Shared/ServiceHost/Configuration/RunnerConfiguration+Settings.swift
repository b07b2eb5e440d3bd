import Foundation
import MedicationDomain
import ServiceRuntime

extension HostConfiguration {
    /// The runtime's limits, as the operator set them. Throws `SettingError`.
    func runnerConfiguration(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> RunnerConfiguration {
        let first = try positiveSpan(HostSettings.backOffFirst)
        let limit = try positiveSpan(HostSettings.backOffLimit)
        guard first <= limit else {
            throw SettingError(key: HostSettings.backOffLimit.key, problem: "is shorter than --back-off-first")
        }
        guard let choice = NewClusterChoice(rawValue: text(HostSettings.newCluster)) else {
            throw SettingError(key: HostSettings.newCluster.key, problem: "is not refuse, rebuild or keep")
        }
        return RunnerConfiguration(
            dataDirectory: dataDirectory, instance: try instanceName(),
            sessionTimeout: try duration(HostSettings.sessionTimeout),
            batchRecords: try positive(HostSettings.batchRecords), batchBytes: try positive(HostSettings.batchBytes),
            rejudgePatients: try positive(HostSettings.rejudgePatients),
            statusInterval: try positiveSpan(HostSettings.statusInterval), backOff: first...limit,
            questionExpiry: try positiveSpan(HostSettings.questionExpiry), onNewCluster: choice,
            clock: TestFaults.clock(in: environment), cuts: try TestFaults.cuts(in: environment))
    }

    var dataDirectory: URL { URL(fileURLWithPath: text(HostSettings.data), isDirectory: true) }

    /// A name that can stand in a path and in a Kafka group.
    func instanceName() throws -> String {
        let name = text(HostSettings.instance)
        let isLegal = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || byte == 0x2d || byte == 0x5f
        }
        guard isLegal, (1...64).contains(name.utf8.count) else {
            throw SettingError(
                key: HostSettings.instance.key, problem: "takes 1 to 64 letters, digits, dashes and underscores")
        }
        return name
    }

    func port(_ setting: Setting) throws -> Int {
        let port = try settingValues.integer(setting)
        guard (0...65_535).contains(port) else { throw SettingError(key: setting.key, problem: "is not a port") }
        return port
    }

    func duration(_ setting: Setting) throws -> Duration {
        .milliseconds(try positiveSpan(setting).milliseconds)
    }

    private func positive(_ setting: Setting) throws -> Int {
        let number = try settingValues.integer(setting)
        guard number > 0 else { throw SettingError(key: setting.key, problem: "must be more than 0") }
        return number
    }

    private func positiveSpan(_ setting: Setting) throws -> Span {
        let span = try settingValues.span(setting)
        guard span.milliseconds > 0 else { throw SettingError(key: setting.key, problem: "must be longer than 0") }
        return span
    }
}
