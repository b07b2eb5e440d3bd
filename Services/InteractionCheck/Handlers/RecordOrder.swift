import EventContracts

/// Takes in an order as `prescribing` judged it; its end counts until the medicine is washed out.
struct RecordOrder: ProfileHandler {
    static let name = "record-order"
    let topic = Topic<OrderEvent>(.prescribingEvents)
    let knowledge: InteractionKnowledge

    func decide(_ event: Event<OrderEvent>, given profile: MedicationProfile?) -> Decision<ProfileChange> {
        rejudge(profile, on: event, because: cause(of: event.data)) { $0.take(event.data, at: event.now) }
    }

    private func cause(of order: OrderEvent) -> JudgementCause {
        if order.isHandedBack == true { return .unmerged }
        return switch order.status {
        case .rejected, .retracted: .orderWithdrawn(order.orderId, order.status)
        case .accepted, .held, .released, .amended, .stopped, .completed: .fact
        }
    }
}
