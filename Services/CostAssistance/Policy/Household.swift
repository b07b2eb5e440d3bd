/// The people a question names, counted as each programme counts them.
struct Household: Hashable, Sendable {
    struct Member: Hashable, Sendable {
        var isPatient: Bool
        var isSpouse: Bool
        var dependsOnTax: Bool?
    }

    /// How many people a programme counts: one number, or what it may be and the input that would tell.
    struct Count: Hashable, Sendable {
        /// Empty: nothing is known.
        var sizes: [Int]
        var missing: String?
    }

    /// As a number alone.
    var statedSize: Int?
    /// As a list; the patient counts whether or not the list names them.
    var members: [Member]?

    /// Whether patient and spouse are counted together.
    var isCouple: Bool? {
        if let members { return members.contains(where: \.isSpouse) }
        return statedSize == 1 ? false : nil
    }

    /// Whether nobody else's income can be among what was stated.
    var isPatientAndSpouseAlone: Bool {
        members.map { $0.allSatisfy { $0.isPatient || $0.isSpouse } } ?? (statedSize == 1)
    }

    func count(by rule: HouseholdRule) -> Count {
        if rule == .individualOrCouple {
            if let isCouple { return Count(sizes: [isCouple ? 2 : 1]) }
            return Count(sizes: [1, 2], missing: statedSize == nil ? "householdSize" : "householdMembers")
        }
        if let statedSize { return Count(sizes: [statedSize]) }
        guard let members else { return Count(sizes: [], missing: "householdSize") }
        let others = members.filter { !$0.isPatient && !$0.isSpouse }
        let core = 1 + members.count(where: \.isSpouse)
        if rule == .everyoneAtHome { return Count(sizes: [core + others.count]) }
        if let index = members.firstIndex(where: { !$0.isPatient && !$0.isSpouse && $0.dependsOnTax == nil }) {
            return Count(sizes: [], missing: "householdMembers[\(index)].taxDependent")
        }
        return Count(sizes: [core + others.count { $0.dependsOnTax == true }])
    }
}
