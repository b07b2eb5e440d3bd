import FHIRModels
import MedicationDomain

/// What this server can do, as a FHIR R4 CapabilityStatement.
enum CapabilityWriting {
    /// When what it can do was last changed; not when it was asked.
    static let date = "2026-11-28"

    static func json(baseURL: String) -> JSONValue {
        .object([
            "resourceType": .string("CapabilityStatement"), "status": .string("active"), "date": .string(date),
            "publisher": .string("Titrate"), "kind": .string("instance"), "fhirVersion": .string("4.0.1"),
            "software": .object(["name": .string("Titrate")]),
            "implementation": .object([
                "description": .string("Medication safety for baclofen"), "url": .string(baseURL),
            ]),
            "format": .array([.string("json"), .string(FHIRRoutes.fhirJSON)]),
            "rest": .array([
                .object([
                    "mode": .string("server"),
                    "documentation": .string(
                        "Any resource or Bundle may be posted to the base; what Titrate made of it is read here."),
                    "resource": .array(FHIRReadType.allCases.map(resource)),
                    // Posted documents are taken whole, as they come: transactions and batches among them.
                    "interaction": .array([
                        .object(["code": .string("transaction")]), .object(["code": .string("batch")]),
                    ]),
                ])
            ]),
        ])
    }

    private static func resource(_ type: FHIRReadType) -> JSONValue {
        .object([
            "type": .string(type.rawValue), "versioning": .string("versioned"), "readHistory": .bool(false),
            "interaction": .array(["read", "search-type"].map { .object(["code": .string($0)]) }),
            "searchParam": .array(
                type.searchParameters.map { parameter in
                    .object([
                        "name": .string(parameter.name), "type": .string(parameter.type),
                        "documentation": .string(parameter.what),
                    ])
                }),
        ])
    }
}
