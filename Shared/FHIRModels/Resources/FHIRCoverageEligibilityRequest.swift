/// "What does this patient's insurance cover?": read on its own, for it is a question and no fact about a patient.
public struct FHIRCoverageEligibilityRequest: Hashable, Sendable, CustomStringConvertible {
    public static let typeName = "CoverageEligibilityRequest"
    /// More items are more programmes to judge than one question may ask for.
    public static let maximumItems = 20

    public enum Status: String, Sendable, CaseIterable {
        case active, cancelled, draft
        case enteredInError = "entered-in-error"
    }

    public enum Purpose: String, Sendable, CaseIterable {
        case authRequirements = "auth-requirements"
        case benefits, discovery, validation
    }

    public let meta: FHIRMeta
    public let contained: [FHIRResource]
    public let status: Status
    public let purposes: [Purpose]
    public let patient: FHIRReference
    public let created: FHIRDateTime
    public let insurer: FHIRReference
    /// The days the question is about; nil: the day it was made.
    public let serviced: FHIRPeriod?
    public let insurances: [Insurance]
    public let items: [Item]
    /// Two letters of the state in a contained Patient's addresses; nil when there is none or they differ.
    public let homeState: String?
    /// Elements that an answer repeats as they came.
    public let echo: Echo

    public var description: String { "<\(Self.typeName)>" }

    /// JSON of the elements that request and response share.
    public struct Echo: Hashable, Sendable {
        public let patient: JSONValue
        public let insurer: JSONValue
        /// `servicedDate` or `servicedPeriod` with its content.
        public let serviced: [String: JSONValue]
        public let identifiers: JSONValue?
        /// Contained resources that the other elements point to, by id.
        let targets: [String: JSONValue]
    }

    /// The contained resources that the echoed elements point to, in order of their ids.
    ///
    /// A contained Patient stands for the person: only its type and id are repeated, nothing of what it says.
    var containedTargets: [JSONValue] {
        let pointers = [patient, insurer] + insurances.map(\.coverage)
        return Set(pointers.compactMap(\.containedID)).sorted().compactMap { id in
            guard let target = echo.targets[id] else { return nil }
            guard target["resourceType"]?.text == "Patient" else { return target }
            return .object(["resourceType": .string("Patient"), "id": .string(id)])
        }
    }

    public struct Insurance: Hashable, Sendable {
        /// Whether it is the one the question is about first.
        public let isFocal: Bool
        public let coverage: FHIRReference
        public let coverageJSON: JSONValue
    }

    public struct Item: Hashable, Sendable {
        public let productOrService: FHIRCodeableConcept?
        public let productJSON: JSONValue?
        public let quantity: FHIRQuantity?
    }

    /// Reads the resource from its JSON bytes, strictly.
    public static func decode(_ bytes: [UInt8], limits: FHIRLimits = .standard) throws(FHIRError) -> Self {
        let json = try JSONValue(parsing: bytes, limits: limits)
        guard case .object(let members) = json, let type = members["resourceType"]?.text, FHIRName.isTypeName(type)
        else { throw FHIRError(.notFHIR, path: "resourceType") }
        guard type == typeName else { throw FHIRError(.unknownCode, path: "resourceType") }
        return try Self(FHIRElement(members, at: FHIRPath(typeName)))
    }

    private init(_ element: FHIRElement) throws(FHIRError) {
        meta = try FHIRMeta(element)
        contained = try element.contained()
        status = try element.required("status", element.code("status"))
        purposes = try element.required("purpose", element.codes("purpose"))
        patient = try element.required("patient", element.value("patient"))
        created = try element.required("created", element.dateTime("created"))
        insurer = try element.required("insurer", element.value("insurer"))
        switch try element.choice("serviced", ["Date", "Period"]) {
        case "Date":
            let text = try element.required("servicedDate", element.dateTime("servicedDate"))
            guard text.precision != .instant else { throw element.failure(.invalidDate, "servicedDate") }
            serviced = FHIRPeriod(start: text, end: text)
        case "Period": serviced = try element.value("servicedPeriod")
        default: serviced = nil
        }
        var insurances: [Insurance] = []
        for insurance in try element.elements("insurance") {
            insurances.append(
                Insurance(
                    isFocal: try insurance.boolean("focal") ?? false,
                    coverage: try insurance.required("coverage", insurance.value("coverage")),
                    coverageJSON: try insurance.required("coverage", insurance.members["coverage"])))
        }
        self.insurances = insurances
        let elements = try element.elements("item")
        guard elements.count <= Self.maximumItems, insurances.count <= Self.maximumItems else {
            throw element.failure(.tooManyEntries, elements.count <= Self.maximumItems ? "insurance" : "item")
        }
        var items: [Item] = []
        for item in elements {
            items.append(
                Item(
                    productOrService: try item.value("productOrService"), productJSON: item.members["productOrService"],
                    quantity: try item.value("quantity")))
        }
        self.items = items
        homeState = try Self.homeState(element)
        echo = Echo(
            patient: Self.unnamed(try element.required("patient", element.members["patient"])),
            insurer: try element.required("insurer", element.members["insurer"]),
            serviced: element.members.filter { ["servicedDate", "servicedPeriod"].contains($0.key) },
            identifiers: element.members["identifier"], targets: try Self.targets(element))
    }

    /// A reference without the name that may stand in its display.
    private static func unnamed(_ reference: JSONValue) -> JSONValue {
        guard case .object(let members) = reference, members.count > 1 else { return reference }
        return .object(members.filter { $0.key != "display" })
    }

    private static func targets(_ element: FHIRElement) throws(FHIRError) -> [String: JSONValue] {
        var targets: [String: JSONValue] = [:]
        for resource in try element.elements("contained") {
            if let id = try resource.string("id") { targets[id] = .object(resource.members) }
        }
        return targets
    }

    /// A Patient's address is read for nothing but the state, and kept nowhere.
    private static func homeState(_ element: FHIRElement) throws(FHIRError) -> String? {
        var states: Set<String> = []
        for resource in try element.elements("contained") where resource.members["resourceType"]?.text == "Patient" {
            for address in try resource.elements("address") where try address.string("use") != "old" {
                if let state = try address.string("state") { states.insert(state.uppercased()) }
            }
        }
        guard states.count == 1, let state = states.first, state.utf8.count == 2 else { return nil }
        return state
    }
}

extension FHIRPeriod {
    init(start: FHIRDateTime?, end: FHIRDateTime?) { (self.start, self.end) = (start, end) }
}
