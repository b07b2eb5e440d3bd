import Foundation

/// As much of JSON Schema 2020-12 as the OpenAPI document uses. A keyword it does not know is a problem, so that nothing
/// is ever taken for checked that was not.
struct SchemaCheck {
    typealias Object = [String: Any]

    let document: Object
    /// Members an answer holds beyond those described: readers may ignore them, a description may not.
    var reportsUndescribed = true

    func problems(_ value: Any, _ schema: Object, at place: String = "$") -> [String] {
        if let reference = schema["$ref"] as? String {
            guard let target = resolve(reference) else { return ["\(place): \(reference) is not there"] }
            return problems(value, target, at: place)
        }
        var found: [String] = []
        for (keyword, rule) in schema.sorted(by: { $0.key < $1.key }) {
            switch keyword {
            case "description", "default": continue
            case "type": found += typeProblems(value, rule, place)
            case "enum":
                let allowed = rule as? [String] ?? []
                if !allowed.contains(value as? String ?? "") { found.append("\(place): not of the list") }
            case "const":
                if (rule as? String) != (value as? String) || !(rule is String) {
                    found.append("\(place): not the constant")
                }
            case "anyOf":
                let tries = (rule as? [Object] ?? []).map { problems(value, $0, at: place) }
                if !tries.contains(where: \.isEmpty) {
                    found += ["\(place): none of the alternatives"] + (tries.min { $0.count < $1.count } ?? [])
                }
            case "properties": found += propertyProblems(value, rule, schema, place)
            case "additionalProperties":
                guard let members = value as? Object, let inner = rule as? Object else { continue }
                let known = (schema["properties"] as? Object ?? [:]).keys
                for (name, member) in members where !known.contains(name) {
                    found += problems(member, inner, at: "\(place).\(name)")
                }
            case "required":
                for name in rule as? [String] ?? [] where (value as? Object)?[name] == nil {
                    found.append("\(place).\(name) is missing")
                }
            case "items":
                for (number, item) in (value as? [Any] ?? []).enumerated() {
                    found += problems(item, rule as? Object ?? [:], at: "\(place)[\(number)]")
                }
            case "minItems": bound((value as? [Any])?.count, rule, >=, place, &found)
            case "maxItems": bound((value as? [Any])?.count, rule, <=, place, &found)
            case "minLength": bound((value as? String)?.unicodeScalars.count, rule, >=, place, &found)
            case "maxLength": bound((value as? String)?.unicodeScalars.count, rule, <=, place, &found)
            case "minimum": bound(value as? Int, rule, >=, place, &found)
            case "maximum": bound(value as? Int, rule, <=, place, &found)
            case "pattern":
                if let text = value as? String, let rule = rule as? String,
                    text.range(of: rule, options: .regularExpression) == nil
                {
                    found.append("\(place): not of the pattern")
                }
            case "format": if let text = value as? String { found += formatProblems(text, rule, place) }
            default: found.append("\(place): \(keyword) is a keyword nobody checks")
            }
        }
        return found
    }

    private func resolve(_ reference: String) -> Object? {
        guard reference.hasPrefix("#/") else { return nil }
        var value: Any = document
        for part in reference.dropFirst(2).split(separator: "/") {
            guard let next = (value as? Object)?[String(part)] else { return nil }
            value = next
        }
        return value as? Object
    }

    private func typeProblems(_ value: Any, _ rule: Any, _ place: String) -> [String] {
        let isNumber = value is NSNumber && !(value is String)
        let isBoolean = isNumber && CFBooleanLike.holds(value)
        let fits =
            switch rule as? String {
            case "object": value is Object
            case "array": value is [Any]
            case "string": value is String
            case "boolean": isBoolean
            case "integer": isNumber && !isBoolean && value is Int
            case "number": isNumber && !isBoolean
            default: false
            }
        return fits ? [] : ["\(place): no \(rule)"]
    }

    private func propertyProblems(_ value: Any, _ rule: Any, _ schema: Object, _ place: String) -> [String] {
        guard let members = value as? Object, let properties = rule as? Object else { return [] }
        var found: [String] = []
        for (name, member) in members.sorted(by: { $0.key < $1.key }) {
            if let inner = properties[name] as? Object {
                found += problems(member, inner, at: "\(place).\(name)")
            } else if reportsUndescribed, schema["additionalProperties"] == nil {
                found.append("\(place).\(name) is not described")
            }
        }
        return found
    }

    private func bound(
        _ value: Int?, _ rule: Any, _ holds: (Int, Int) -> Bool, _ place: String, _ found: inout [String]
    ) {
        guard let value, let limit = rule as? Int else { return }
        if !holds(value, limit) { found.append("\(place): \(value) is beyond \(limit)") }
    }

    private func formatProblems(_ text: String, _ rule: Any, _ place: String) -> [String] {
        let pattern: String? =
            switch rule as? String {
            case "date-time": #"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"#
            case "date": #"^\d{4}-\d\d-\d\d$"#
            case "uuid": #"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"#
            default: nil
            }
        guard let pattern else { return ["\(place): a format nobody checks"] }
        return text.range(of: pattern, options: .regularExpression) == nil ? ["\(place): not of the format"] : []
    }
}

/// JSON's true and false are numbers to Foundation.
private enum CFBooleanLike {
    static func holds(_ value: Any) -> Bool {
        guard let number = value as? NSNumber else { return false }
        return String(cString: number.objCType) == "c" || String(cString: number.objCType) == "B"
    }
}
