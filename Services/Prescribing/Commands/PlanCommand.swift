import ArgumentParser
import EventContracts
import Foundation
import KnowledgeFiles
import MedicationDomain
import ServiceHost

/// Plans a titration by the very policies the service runs, with no broker.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Plan how a dose of baclofen by mouth is reached, in tablets that exist.",
        discussion: """
            What is left out stays unknown, is never taken for good, and is listed on the plan.
            Exit code 0: planned, 1: there is no plan, with the reason, 64: the command line cannot be used.
            """)

    @Option(help: "Age in full years.") var age: Int
    @Option(help: "Kidney function, mL/min/1.73 m²; unknown unless told.") var egfr: Double?
    @Flag(help: "The patient is on dialysis.") var dialysis = false
    @Option(help: "Body weight in kilograms; needed under 12 years.") var weightKg: Double?
    @Option(help: "Daily dose to reach, mg; the patient's ceiling unless told.") var goal: Double?
    @Option(help: "Daily dose taken now, mg; a new start unless told.") var from: Double?
    @Option(help: "tablet:5,10,20, granules:5,10 or liquid:1 (mg per mL).") var products = "tablet"
    @Flag(help: "Scored tablets may be halved.") var halves = false
    @Option(help: "First day, YYYY-MM-DD; today unless told.") var start: String?
    @Option(help: "Days each dose stands; never fewer than the schedule allows.") var daysPerStep: Int?
    @Option(help: "Doses a day, where the steps allow it.") var dosesPerDay: Int?
    @Option(help: "yes or no.") var pregnant: Answer?
    @Option(help: "yes or no.") var breastfeeding: Answer?
    @Option(help: "To baclofen: yes or no.") var allergy: Answer?
    @Option(help: "Who answers for baclofen where the rules say to avoid it.") var overrideBy: String?
    @Option(help: "Why; both are needed.") var overrideReason: String?
    @Option(help: "oral or intrathecal.") var route = Way.oral
    @Flag(help: "Print the plan, or the refusal, as JSON.") var json = false
    @Option(help: "A folder of knowledge files in place of the built-in ones.") var knowledge: String?

    enum Answer: String, ExpressibleByArgument, CaseIterable {
        case yes, no
        var isYes: Bool { self == .yes }
    }

    enum Way: String, ExpressibleByArgument, CaseIterable { case oral, intrathecal }

    func validate() throws {
        guard egfr == nil || !dialysis else { throw ValidationError("Tell either --egfr or --dialysis, not both.") }
        guard (overrideBy == nil) == (overrideReason == nil) else {
            throw ValidationError("An override needs both --override-by and --override-reason.")
        }
        guard start.map({ CalendarDay($0) != nil }) ?? true else {
            throw ValidationError("--start is not a date (YYYY-MM-DD).")
        }
    }

    func run() throws {
        let today = Instant(millisecondsSince1970: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
        let loaded = try load()
        let answer = TitrationPlanner(knowledge: loaded.policy).answer(
            try question(by: loaded.policy.titration, asOf: today))
        if case .refused(let refusal) = answer, refusal.code == TitrationObstacle.badValueCode {
            throw ValidationError(refusal.reason)
        }
        let text = json ? String(decoding: try answer.encode(), as: UTF8.self) : TitrationText.text(of: answer)
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
        if case .refused = answer { throw ExitCode(1) }
    }

    func question(by rules: TitrationRules, asOf now: Instant) throws -> TitrationQuestion {
        let startsOn = start.flatMap { CalendarDay($0) } ?? now.day
        var override: TitrationRequest.Override?
        if let overrideBy, let overrideReason { override = .init(by: overrideBy, reason: overrideReason) }
        let request = TitrationRequest(
            patientId: "offline", goalDailyDoseMilligrams: goal, fromDailyDoseMilligrams: from,
            product: try ProductOption.read(products, known: rules), halvesAllowed: halves, startsOn: startsOn,
            daysPerStep: daysPerStep, dosesPerDay: dosesPerDay, pregnant: pregnant?.isYes,
            breastfeeding: breastfeeding?.isYes, allergicToBaclofen: allergy?.isYes, kidneyOverride: override)
        return TitrationQuestion(
            request: request, startsOn: startsOn, age: age,
            weight: weightKg.map { PatientPicture.Weight(kilograms: $0, observedAt: now) }, kidney: kidney(asOf: now),
            presentMilligrams: from, isIntrathecal: route == .intrathecal)
    }

    private func kidney(asOf now: Instant) -> KidneyFunction {
        if dialysis { return .dialysis }
        guard let egfr else { return .unknown(reason: "no eGFR was told") }
        return .estimatedGFR(egfr, observedAt: now, fromCystatinC: false, isCreatinineMisleading: false)
    }

    private func load() throws -> LoadedKnowledge {
        let values = SettingValues(
            knowledgeDirectory: knowledge.map { URL(fileURLWithPath: $0, isDirectory: true) })
        do {
            return try LoadedKnowledge(values.knowledge(embedded: EmbeddedFiles.all))
        } catch let error as KnowledgeError {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            throw ExitCode(HostExitCode.knowledge.rawValue)
        }
    }
}

/// `tablet:5,10`, `granules`, `liquid:1`: what the doses are made of.
enum ProductOption {
    static func read(_ text: String, known rules: TitrationRules) throws -> TitrationRequest.Product {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let amounts = try parts.dropFirst().first.map { list in
            try list.split(separator: ",", omittingEmptySubsequences: false).map { part in
                guard let amount = Double(part.trimmingCharacters(in: .whitespaces)), amount.isFinite, amount > 0 else {
                    throw ValidationError("--products: milligrams with commas between, e.g. tablet:5,10,20.")
                }
                return amount
            }
        }
        switch parts[0] {
        case "tablet", "tablets": return .init(form: .tablet, strengthsMilligrams: amounts)
        case "granules": return .init(form: .granules, strengthsMilligrams: amounts)
        case "liquid":
            guard let concentration = amounts?.first, amounts?.count == 1 else {
                throw ValidationError("--products liquid needs its one concentration in mg per mL, e.g. liquid:1.")
            }
            let isSuspension = rules.products[.oralSuspension]?.strengths.contains(concentration) ?? false
            return .init(
                form: isSuspension ? .oralSuspension : .oralSolution, milligramsPerMilliliter: concentration)
        default: throw ValidationError("--products is tablet, granules or liquid, with amounts: tablet:5,10,20.")
        }
    }
}
