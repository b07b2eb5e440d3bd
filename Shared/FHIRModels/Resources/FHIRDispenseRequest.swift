/// What an order allows the pharmacy to hand over.
public struct FHIRDispenseRequest: Hashable, Sendable, FHIRValue {
    public let initialFill: InitialFill?
    public let dispenseInterval: FHIRQuantity?
    public let validityPeriod: FHIRPeriod?
    /// Refills after the first fill.
    public let numberOfRepeatsAllowed: Int?
    public let quantity: FHIRQuantity?
    public let expectedSupplyDuration: FHIRQuantity?
    /// The pharmacy asked to do it.
    public let performer: FHIRReference?

    init(_ element: FHIRElement) throws(FHIRError) {
        initialFill = try element.value("initialFill")
        dispenseInterval = try element.value("dispenseInterval")
        validityPeriod = try element.value("validityPeriod")
        numberOfRepeatsAllowed = try element.integer("numberOfRepeatsAllowed", atLeast: 0)
        quantity = try element.value("quantity")
        expectedSupplyDuration = try element.value("expectedSupplyDuration")
        performer = try element.value("performer")
    }

    /// The first fill, where it differs from the others.
    public struct InitialFill: Hashable, Sendable, FHIRValue {
        public let quantity: FHIRQuantity?
        public let duration: FHIRQuantity?

        init(_ element: FHIRElement) throws(FHIRError) {
            quantity = try element.value("quantity")
            duration = try element.value("duration")
        }
    }
}
