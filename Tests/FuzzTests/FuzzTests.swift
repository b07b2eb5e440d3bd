import Foundation
import Testing

/// Hostile inputs against everything that reads what others send.
///
/// The short round belongs to `make test`; `make fuzz` runs millions. When an input crashes the process, the newest
/// file in the report folder (`$TMPDIR/titrate-fuzz`) names target, seed and number; `FuzzSettings` says how to make
/// that input again. Mended inputs live on in `Regressions`.
@Suite(.serialized) struct FuzzTests {
    @Test func hospitalDocumentsAreReadOrRefused() async throws { try await fuzz(FHIRTarget.self) }
    @Test func hospitalRecordsAreReadOrRefused() async throws { try await fuzz(IntakeTarget.self) }
    @Test func writtenTextsAreReadOrDoubted() async throws { try await fuzz(WrittenTextTarget.self) }
    @Test func whatIsReadCanBeJudged() async throws { try await fuzz(JudgementTarget.self) }
    @Test func eventsAreReadOrRefused() async throws { try await fuzz(EventTarget.self) }
    @Test func catalogueFilesAreReadOrRefused() async throws { try await fuzz(CatalogTarget.self) }
    @Test func prescribingFilesAreReadOrRefused() async throws { try await fuzz(PrescribingKnowledgeTarget.self) }
    @Test func interactionFilesAreReadOrRefused() async throws { try await fuzz(InteractionKnowledgeTarget.self) }
    @Test func withdrawalFilesAreReadOrRefused() async throws { try await fuzz(WithdrawalKnowledgeTarget.self) }
    @Test func assistanceFilesAreReadOrRefused() async throws { try await fuzz(AssistanceKnowledgeTarget.self) }
    @Test func requestsAreAnsweredOrRefused() async throws { try await fuzz(GatewayTarget.self) }
    @Test func storedBytesAreReadOrFoundDamaged() async throws { try await fuzz(StoredBytesTarget.self) }

    @Test func theSharesOfALongRunMakeAWhole() {
        let shares = [
            FHIRTarget.share, IntakeTarget.share, JudgementTarget.share, EventTarget.share, CatalogTarget.share,
            PrescribingKnowledgeTarget.share, InteractionKnowledgeTarget.share, WithdrawalKnowledgeTarget.share,
            AssistanceKnowledgeTarget.share, GatewayTarget.share, StoredBytesTarget.share, WrittenTextTarget.share,
        ]
        #expect(shares.reduce(0, +) == 1000)
        #expect(shares.min() ?? 0 >= 20, "no target is left out")
    }

    private func fuzz<Target: FuzzTarget>(_ target: Target.Type) async throws {
        let report = try await FuzzRun<Target>().run()
        try report.append(to: FuzzSettings.current.folder, worker: FuzzSettings.current.worker)
        for complaint in report.complaints { Issue.record("\(Target.name), \(complaint)") }
        guard FuzzSettings.current.number == nil, report.inputs > 0 else { return }
        #expect(report.accepted > 0, "\(Target.name): nothing was ever accepted")
        #expect(report.refused > 0, "\(Target.name): nothing was ever refused")
    }
}
