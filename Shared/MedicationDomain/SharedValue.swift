/// A value of many parts that is handed on, and compared with itself, as one reference.
///
/// A patient's document holds several medicines and alerts, and an event changes one of them: copying the document copies
/// a reference of each of the others, and comparing it with what it was looks at those alone that are not the same object.
@dynamicMemberLookup
@frozen
public struct SharedValue<Value: Hashable & Sendable>: Hashable, Sendable {
    @usableFromInline
    final class Box: Sendable {
        @usableFromInline let value: Value
        @inlinable init(_ value: Value) { self.value = value }
    }

    @usableFromInline let box: Box

    @inlinable public init(_ value: Value) { box = Box(value) }

    @inlinable public var value: Value { box.value }

    @inlinable
    public subscript<Member>(dynamicMember path: KeyPath<Value, Member>) -> Member { box.value[keyPath: path] }

    @inlinable
    public static func == (left: Self, right: Self) -> Bool {
        left.box === right.box || left.box.value == right.box.value
    }

    @inlinable public func hash(into hasher: inout Hasher) { hasher.combine(box.value) }
}

/// On paper it is the value itself.
extension SharedValue: Codable where Value: Codable {
    public init(from decoder: any Decoder) throws { self.init(try Value(from: decoder)) }
    public func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}
