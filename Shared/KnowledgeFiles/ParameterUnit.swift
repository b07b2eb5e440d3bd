public import Foundation

/// The units a parameter may be given in; the list is closed so that a misspelt unit stops the load.
public enum ParameterUnit: String, Codable, Sendable, CaseIterable {
    case usd = "USD"
    case usdPerMonth = "USD/month"
    case usdPerYear = "USD/year"
    case milligram = "mg"
    case milligramPerDay = "mg/day"
    case milligramPerKilogram = "mg/kg"
    case milligramPerKilogramDay = "mg/kg/day"
    case milligramPerMilliliter = "mg/mL"
    case milligramPerDeciliter = "mg/dL"
    case microgram = "mcg"
    case microgramPerDay = "mcg/day"
    case microgramPerMilliliter = "mcg/mL"
    case milliliter = "mL"
    case milliliterPerDay = "mL/day"
    /// Kidney function, normalised to body surface.
    case milliliterPerMinutePer173 = "mL/min/1.73m2"
    case millimeterOfMercury = "mmHg"
    case celsius = "degC"
    case kilogram = "kg"
    case second = "s"
    case minute = "min"
    case hour = "h"
    case day = "day"
    case week = "week"
    case month = "month"
    case year = "year"
    /// A share written as a fraction: 0.25 is a quarter.
    case ratio = "/1"
    case percent = "%"
    case perDay = "/day"
    /// Points of a score.
    case point = "point"
    case count = "count"
    case boolean = "bool"
    case text = "text"
}

/// A kind of value a parameter can have.
public protocol ParameterValue: Hashable, Sendable {
    static func read(_ node: KnowledgeNode) throws -> Self
    /// Whether the value can be meant in the unit: no truth in dollars, no dollars without a number.
    static func fits(_ unit: ParameterUnit) -> Bool
}

extension Int: ParameterValue {
    public static func read(_ node: KnowledgeNode) throws -> Int { try node.integer() }
    public static func fits(_ unit: ParameterUnit) -> Bool { unit.isNumeric }
}

extension Double: ParameterValue {
    public static func read(_ node: KnowledgeNode) throws -> Double { try node.double() }
    public static func fits(_ unit: ParameterUnit) -> Bool { unit.isNumeric }
}

extension Decimal: ParameterValue {
    public static func read(_ node: KnowledgeNode) throws -> Decimal { try node.decimal() }
    public static func fits(_ unit: ParameterUnit) -> Bool { unit.isNumeric }
}

extension Bool: ParameterValue {
    public static func read(_ node: KnowledgeNode) throws -> Bool { try node.boolean() }
    public static func fits(_ unit: ParameterUnit) -> Bool { unit == .boolean }
}

extension String: ParameterValue {
    public static func read(_ node: KnowledgeNode) throws -> String { try node.string() }
    public static func fits(_ unit: ParameterUnit) -> Bool { unit == .text }
}

extension Array: ParameterValue where Element: ParameterValue {
    public static func read(_ node: KnowledgeNode) throws -> [Element] { try node.list().map { try Element.read($0) } }
    public static func fits(_ unit: ParameterUnit) -> Bool { Element.fits(unit) }
}

extension ParameterUnit {
    var isNumeric: Bool { self != .boolean && self != .text }
}
