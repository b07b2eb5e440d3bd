public import MedicationDomain

/// One line of an insurer's answer that is, or may be, about baclofen, as services keep it.
public struct KeptClaim: Codable, Hashable, Sendable {
    /// What the answer tells of its medicine.
    public enum Told: String, Codable, Sendable {
        case baclofen
        /// It has a name, and none that is recognised: baclofen only if its order is.
        case unrecognized
        /// Nothing but a number, or nothing at all.
        case nothing
    }

    public var answerId: ResourceID
    public var sequence: Int?
    /// When it was answered.
    public var at: Instant
    public var use: ClaimEvent.Use
    public var orderId: OrderID?
    public var claimId: ResourceID?
    public var told: Told
    /// The medicine in the answer's own words.
    public var medicine: String?
    /// A pump's drug.
    public var isForPump: Bool
    public var verdict: ClaimEvent.Verdict
    public var reasons: [ClaimReason]
    public var nextFillOn: CalendarDay?

    /// Nil for a line that is for another medicine. `now` is when the log had the answer.
    public init?(_ line: ClaimEvent.Line, of answer: ClaimEvent, seenAt now: Instant) {
        guard let told = Told(line.medication, hasOrder: answer.orderId != nil) else { return nil }
        self.told = told
        answerId = answer.answerId
        sequence = line.sequence
        // A clock that is ahead of the log's tells of nothing that is still to come.
        at = min(answer.answeredAt, now)
        use = answer.use
        orderId = answer.orderId
        claimId = answer.claimId
        medicine = line.medication?.text
        isForPump = line.medication?.form == .intrathecalInjection
        verdict = line.verdict
        reasons = line.reasons
        nextFillOn = line.nextFillOn
    }

    /// Two strengths are two orders: what is paid or handed over under one does not supply the other.
    public func isSameOrder(_ other: OrderID?) -> Bool {
        guard let own = orderId, let other else { return true }
        return own == other
    }

    /// Whether a later answer says what became of this one; a promise does not undo a refusal to pay.
    fileprivate func isSettled(by other: KeptClaim) -> Bool {
        guard other.use.strength >= use.strength else { return false }
        if let claimId, other.claimId == claimId {
            return sequence == nil || other.sequence == nil || sequence == other.sequence
        }
        if let orderId, other.orderId == orderId { return true }
        // Tablets do not fill a pump.
        return other.told == .baclofen && isForPump == other.isForPump && isSameOrder(other.orderId)
    }
}

extension ClaimEvent.Use {
    /// How far an answer binds the insurer: a forecast least, a payment most.
    public var strength: Int {
        switch self {
        case .predetermination: 0
        case .preauthorization: 1
        case .claim: 2
        }
    }
}

extension KeptClaim.Told {
    fileprivate init?(_ medication: Medication?, hasOrder: Bool) {
        guard let medication else {
            self = .nothing
            return
        }
        if medication.isBaclofen {
            self = .baclofen
        } else if medication.isRecognized {
            return nil
        } else if medication.text.contains(where: \.isLetter) {
            guard hasOrder else { return nil }
            self = .unrecognized
        } else {
            self = .nothing
        }
    }
}

extension [KeptClaim] {
    /// Takes an answer in, or takes it back; the oldest go beyond the bound. False when it is none of baclofen's and
    /// never was.
    public mutating func take(_ answer: ClaimEvent, seenAt now: Instant, keeping bound: Int) -> Bool {
        let others = filter { $0.answerId != answer.answerId }
        let lines =
            answer.status == .recorded ? answer.lines.compactMap { KeptClaim($0, of: answer, seenAt: now) } : []
        guard others.count < count || !lines.isEmpty else { return false }
        self = (others + lines).sorted {
            ($0.at, $0.answerId, $0.sequence ?? 0) < ($1.at, $1.answerId, $1.sequence ?? 0)
        }
        // What is settled, or may be another medicine's, makes room before a refusal of baclofen does.
        while count > bound { remove(at: firstIndex { $0.verdict == .accepted || $0.told != .baclofen } ?? startIndex) }
        return true
    }

    /// The first later answer that says this one's matter is paid; of two at the same moment the payment is the later.
    public func acceptance(of claim: KeptClaim) -> KeptClaim? {
        first {
            $0.verdict == .accepted && $0.answerId != claim.answerId && claim.at <= $0.at && claim.isSettled(by: $0)
        }
    }

    /// Whether the same was rejected again later: the newest rejection speaks for all.
    public func isRepeated(_ claim: KeptClaim) -> Bool {
        contains {
            $0.verdict == .rejected && $0.answerId != claim.answerId && claim.at < $0.at && claim.isSettled(by: $0)
        }
    }
}
