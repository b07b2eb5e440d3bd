import FHIRModels
import Testing

@Suite struct RobustnessTests {
    @Test(arguments: Samples.all.keys.sorted())
    func noErrorTellsAValue(_ type: String) throws {
        let marker = "MARKER-SECRET"
        let document = try JSONValue(#require(Samples.all[type]))
        // All texts at once, then every element in turn as text, as object and as list.
        var documents = [
            document.paths.reduce(document) { document, path in
                document.value(at: path)?.text == nil || path.hasSuffix("resourceType")
                    ? document : document.replacing(path, with: .string(marker))
            }
        ]
        let members: [String: JSONValue] = [marker: .string(marker)]
        for path in document.paths {
            for wrong in [JSONValue.string(marker), .object(members), .array([.string(marker), .object(members)])] {
                documents.append(document.replacing(path, with: wrong))
            }
        }
        var refused = 0
        for bytes in documents.map(\.bytes) + [Array("{\"\(marker)\": \(marker)}".utf8)] {
            do throws(FHIRError) {
                guard case .bundle(let bundle) = try FHIRResource.decode(bytes) else { continue }
                for error in bundle.errors { throw error }
            } catch {
                refused += 1
                let outcome = String(decoding: FHIROperationOutcome(error).jsonBytes, as: UTF8.self)
                let told = "\(error) \(error.path) \(String(reflecting: error)) \(outcome)"
                #expect(!told.contains(marker))
            }
        }
        #expect(refused > document.paths.count / 2, "most wrong values are refused")
    }

    @Test func damagedDocumentsAreReadOrRefusedButNeverCrash() throws {
        let seed: UInt64 = 20_261_121
        var chance = SplitMix64(state: seed)
        let documents = Samples.all.sorted { $0.key < $1.key }.map { Array($0.value.utf8) }
        var (read, refused) = (0, 0)
        for _ in 0..<20_000 {
            var bytes = documents.randomElement(using: &chance) ?? []
            for _ in 0..<Int.random(in: 1...3, using: &chance) { damage(&bytes, &chance) }
            do {
                use(try FHIRResource.decode(bytes))
                read += 1
            } catch {
                #expect(error.path.utf8.count < 400)
                refused += 1
            }
        }
        #expect(read > 500 && refused > 5000, "seed \(seed): both happen")
    }

    @Test func misplacedValuesAreReadOrRefusedButNeverCrash() throws {
        var chance = SplitMix64(state: 7)
        for (_, text) in Samples.all.sorted(by: { $0.key < $1.key }) {
            let document = try JSONValue(text)
            let paths = document.paths
            for _ in 0..<200 {
                let from = try #require(paths.randomElement(using: &chance))
                let to = try #require(paths.randomElement(using: &chance))
                let mixed = document.replacing(to, with: document.value(at: from))
                do { use(try FHIRResource.decode(mixed)) } catch { #expect(error.byteOffset == nil) }
            }
        }
    }

    /// Touches what is computed from a resource.
    private func use(_ resource: FHIRResource) {
        _ = resource.patientReference?.logicalID(of: "Patient")
        switch resource {
        case .medicationRequest(let request): _ = request.dosageInstruction.map(\.domain)
        case .medicationDispense(let dispense): _ = dispense.dosageInstruction.map(\.domain)
        case .medicationStatement(let statement): _ = statement.dosage.map(\.domain)
        case .medicationAdministration(let administration): _ = administration.dosage?.domain
        case .bundle(let bundle): for entry in bundle.entries { _ = bundle.patientID(of: entry) }
        default: break
        }
    }

    private func damage(_ bytes: inout [UInt8], _ chance: inout SplitMix64) {
        guard let place = bytes.indices.randomElement(using: &chance) else { return }
        let end = min(place + Int.random(in: 1...40, using: &chance), bytes.count)
        switch Int.random(in: 0..<6, using: &chance) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &chance)
        case 1: bytes.removeSubrange(place..<end)
        case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
        case 3: bytes[place] = Array("{}[]\",:0-9.eE\\tn".utf8).randomElement(using: &chance) ?? 0
        case 4: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &chance)
        default: bytes.removeSubrange(Int.random(in: place..<bytes.count, using: &chance)...)
        }
    }
}
