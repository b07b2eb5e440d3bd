import EventContracts
import Synchronization

/// An order behind one reference, with what its dose was read as: charts are copied and judged with every record, and most
/// of their orders stay what they are.
///
/// The order in it never changes; to write is to take a new one. The reading says nothing that the order does not say.
@propertyWrapper
struct KeptFact: Hashable, Sendable {
    private final class Box: Sendable {
        let fact: OrderFact
        private let kept = Mutex<DoseReading?>(nil)

        init(_ fact: OrderFact) { self.fact = fact }

        var reading: DoseReading {
            kept.withLock { kept in
                if let kept { return kept }
                let reading = DailyDosePolicy.read(fact.dosageInstructions, of: fact.medication)
                kept = reading
                return reading
            }
        }
    }
    private var box: Box

    init(wrappedValue: OrderFact) { box = Box(wrappedValue) }

    var wrappedValue: OrderFact {
        _read { yield box.fact }
        set { box = Box(newValue) }
    }

    var reading: DoseReading { box.reading }

    static func == (one: KeptFact, other: KeptFact) -> Bool { one.box === other.box || one.box.fact == other.box.fact }
    func hash(into hasher: inout Hasher) { hasher.combine(box.fact) }
}
