import EventContracts
import ServiceHost
import ServiceRuntime

@testable import CostAssistance
@testable import InteractionCheck
@testable import Prescribing
@testable import WithdrawalMonitor

/// The services as production defines them; their knowledge is read once for all seeds.
struct SuiteDefinitions: Sendable {
    let all: [ServiceDefinition]

    static let standard = Result { try SuiteDefinitions() }

    private init() throws {
        let values = SettingValues()
        all = [
            try PrescribingService.define(values), try InteractionCheckService.define(values),
            try WithdrawalMonitorService.define(values), try CostAssistanceService.define(values),
        ]
    }
}
