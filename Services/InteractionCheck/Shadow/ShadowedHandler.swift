import EventContracts
import ServiceRuntime

/// A handler with other rules looking on. What it decides is what it decides alone.
struct ShadowedHandler<Inner: ProfileHandler>: Handler {
    static var name: String { Inner.name }
    var topic: Topic<Inner.Payload> { inner.topic }
    let inner: Inner
    let shadow: ShadowRules

    func gather(for event: Event<Inner.Payload>, in store: StoreReader) throws -> MedicationProfile? {
        try inner.gather(for: event, in: store)
    }

    func decide(_ event: Event<Inner.Payload>, given profile: MedicationProfile?) -> Decision<ProfileChange> {
        let decision = inner.decide(event, given: profile)
        shadow.look(at: profile, after: decision.change, asOf: event.now)
        return decision
    }

    func record(_ change: ProfileChange, in store: StoreWriter) throws { try inner.record(change, in: store) }
}
