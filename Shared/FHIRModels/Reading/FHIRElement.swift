/// A JSON object read as a FHIR element: it knows where it stands, so every refusal names its element.
struct FHIRElement {
    let members: [String: JSONValue]
    let path: FHIRPath

    init(_ members: [String: JSONValue], at path: FHIRPath) { (self.members, self.path) = (members, path) }

    init(_ value: JSONValue, at path: FHIRPath) throws(FHIRError) {
        guard case .object(let members) = value else { throw FHIRError(.wrongType, path: path.text) }
        self.init(members, at: path)
    }

    func failure(_ code: FHIRError.Code, _ name: String, _ index: Int? = nil) -> FHIRError {
        FHIRError(code, path: path.child(name, index).text)
    }

    func required<Value>(_ name: String, _ value: Value?) throws(FHIRError) -> Value {
        guard let value else { throw failure(.missingElement, name) }
        return value
    }

    func required<Value>(_ name: String, _ values: [Value]) throws(FHIRError) -> [Value] {
        guard !values.isEmpty else { throw failure(.missingElement, name) }
        return values
    }

    // MARK: - Elements inside this one

    func element(_ name: String) throws(FHIRError) -> FHIRElement? {
        guard let value = members[name] else { return nil }
        return try FHIRElement(value, at: path.child(name))
    }

    func elements(_ name: String) throws(FHIRError) -> [FHIRElement] {
        var elements: [FHIRElement] = []
        for (index, value) in try items(name).enumerated() {
            elements.append(try FHIRElement(value, at: path.child(name, index)))
        }
        return elements
    }

    func value<Value: FHIRValue>(_ name: String, as type: Value.Type = Value.self) throws(FHIRError) -> Value? {
        guard let element = try element(name) else { return nil }
        return try Value(element)
    }

    func values<Value: FHIRValue>(_ name: String, as type: Value.Type = Value.self) throws(FHIRError) -> [Value] {
        var values: [Value] = []
        for element in try elements(name) { values.append(try Value(element)) }
        return values
    }

    /// The members of a repeating element; nothing when it is absent.
    func items(_ name: String) throws(FHIRError) -> [JSONValue] {
        guard let value = members[name] else { return [] }
        guard case .array(let items) = value else { throw failure(.wrongType, name) }
        guard !items.isEmpty else { throw failure(.emptyValue, name) }
        return items
    }

    /// Which variant of a choice element is present: `choice("value", ["Quantity", "String"])` for `value[x]`.
    func choice(_ stem: String, _ types: [String]) throws(FHIRError) -> String? {
        var found: String?
        for type in types where members[stem + type] != nil {
            guard found == nil else { throw failure(.conflictingChoice, "\(stem)[x]") }
            found = type
        }
        return found
    }
}

/// A FHIR data type that reads itself from its element.
protocol FHIRValue {
    init(_ element: FHIRElement) throws(FHIRError)
}
