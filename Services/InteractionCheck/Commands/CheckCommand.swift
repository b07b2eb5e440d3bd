import ArgumentParser
import EventContracts
import Foundation
import MedicationCatalog
import MedicationDomain
import ServiceHost

/// `interaction-check check "baclofen 10 mg TID" "oxycodone 5 mg" --age 78 --egfr 41`
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check medicines, as if all were ordered today.",
        discussion: """
            Ends with 0 when nothing or only something minor was found, 1 for moderate, 2 for major or contraindicated, \
            3 when a medicine was not recognised or something not read and nothing worse was found, 64 when it was called \
            wrongly, 65 when a Bundle holds no patient or several, 69 when `prescribing`, which reads it, is not there.
            """)

    @Argument(help: "One medicine each, as written on a prescription: \"baclofen 10 mg TID\".")
    var medicines: [String] = []
    @Option(help: "A FHIR R4 Bundle of one patient, or - for standard input; medicines named besides are added to it.")
    var bundle: String?
    @Option(help: "Age in years.") var age: Int?
    @Option(help: "Kidney function (eGFR), mL/min/1.73 m².") var egfr: Double?
    @Option(help: "A condition of the patient, by its id in the knowledge, e.g. respiratory-disease.")
    var condition: [String] = []
    @Flag(help: "The medicines are long-standing ones, not new.") var continuing = false
    @Flag(help: "Answer in JSON.") var json = false
    @OptionGroup var knowledge: KnowledgeOption

    func validate() throws {
        if medicines.isEmpty, bundle == nil { throw ValidationError("name a medicine, or a --bundle") }
        if let age, !(0...130).contains(age) { throw ValidationError("--age is a number of years") }
        if let egfr, !(0...300).contains(egfr) { throw ValidationError("--egfr is in mL/min/1.73 m²") }
    }

    func run() throws {
        let loaded = try knowledge.load()
        let rules = loaded.knowledge
        for id in condition where rules.conditions[id] == nil {
            let known = rules.conditions.keys.sorted().joined(separator: ", ")
            throw ValidationError("no condition is called \"\(id)\" (known: \(known))")
        }
        let now = Instant(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000))
        let draft = DraftProfile(
            medicines: medicines, age: age, kidneyFunction: egfr, conditions: condition,
            context: continuing ? .continuing : .new)
        let known = try bundle.map { try patient(in: $0, by: loaded, asOf: now) }
        let profile = draft.profile(rules, try MedicationCatalog.standard, asOf: now, addedTo: known?.profile)
        let report = CheckReport(profile, rules, asOf: now, notRead: known?.notRead ?? [])
        print(json ? String(decoding: try PayloadCoding.encode(report), as: UTF8.self) : report.text)
        if report.exitCode != 0 { throw ExitCode(report.exitCode) }
    }

    private func patient(
        in bundle: String, by loaded: LoadedInteractionKnowledge, asOf now: Instant
    ) throws -> BundleCheck.Outcome {
        do throws(BundleProblem) {
            return try BundleCheck(file: bundle).patient(by: loaded, asOf: now)
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            throw ExitCode(error.exitCode.rawValue)
        }
    }
}
