public import MedicationDomain

/// Several resources in one document; a bad entry does not hide the good ones.
public struct FHIRBundle: FHIRResourceContent {
    public static let typeName = "Bundle"

    public enum Kind: String, Sendable, CaseIterable {
        case document, message, transaction, batch, history, searchset, collection
        case transactionResponse = "transaction-response"
        case batchResponse = "batch-response"
    }

    public let meta: FHIRMeta
    public let type: Kind
    public let timestamp: Instant?
    public let entries: [Entry]
    let index: FHIRBundleIndex

    /// A Bundle has none; its entries have.
    public var contained: [FHIRResource] { [] }
    /// A Bundle is about no one patient; its entries are.
    public var patientReference: FHIRReference? { nil }

    init(_ element: FHIRElement, limits: FHIRLimits) throws(FHIRError) {
        type = try element.required("type", element.code("type"))
        timestamp = try element.instant("timestamp")
        let items = try element.items("entry")
        guard items.count <= limits.maximumEntries else { throw element.failure(.tooManyEntries, "entry") }
        var entries: [Entry] = []
        for (index, item) in items.enumerated() {
            entries.append(Entry(item, index: index, at: element.path.child("entry", index)))
        }
        self.entries = entries
        index = FHIRBundleIndex(entries)
        // What an entry means is the entry's own affair, so the Bundle's flags are read without them.
        meta = try FHIRMeta(FHIRElement(element.members.filter { $0.key != "entry" }, at: element.path))
    }

    /// The entries that could not be read.
    public var errors: [FHIRError] {
        entries.compactMap { if case .failed(let error) = $0.outcome { error } else { nil } }
    }

    /// The resources that could be read, in order.
    public var resources: [FHIRResource] { entries.compactMap(\.resource) }
}

extension FHIRBundle {
    /// One entry, read or not.
    public struct Entry: Hashable, Sendable {
        public enum Outcome: Hashable, Sendable {
            case resource(FHIRResource)
            /// No resource in it, as in a request to delete.
            case empty
            case failed(FHIRError)
        }

        public enum Method: String, Sendable, CaseIterable {
            case get = "GET"
            case head = "HEAD"
            case post = "POST"
            case put = "PUT"
            case delete = "DELETE"
            case patch = "PATCH"
        }

        public struct Request: Hashable, Sendable, FHIRValue {
            public let method: Method
            public let url: String

            init(_ element: FHIRElement) throws(FHIRError) {
                method = try element.required("method", element.code("method"))
                url = try element.required("url", element.string("url"))
            }
        }

        public let index: Int
        public let fullURL: String?
        public let request: Request?
        public let outcome: Outcome

        public var resource: FHIRResource? { if case .resource(let resource) = outcome { resource } else { nil } }

        init(_ value: JSONValue, index: Int, at path: FHIRPath) {
            self.index = index
            var (url, request): (String?, Request?) = (nil, nil)
            do {
                let element = try FHIRElement(value, at: path)
                url = try element.string("fullUrl")
                request = try element.value("request")
                if let resource = try element.element("resource") {
                    outcome = .resource(try FHIRResource(resource))
                } else {
                    outcome = .empty
                }
            } catch {
                outcome = .failed(error)
            }
            (fullURL, self.request) = (url, request)
        }
    }
}
