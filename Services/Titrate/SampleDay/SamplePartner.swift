import EventContracts
import MedicationDomain

/// A medicine to be met with baclofen, one of each class; codes and tiers from clinical facts §3.2 and §7.2.
struct SamplePartner {
    let medicine: SampleMedicine
    let milligrams: Double
    let severity: Severity?
    var kind = AlertKind.interaction

    static let all: [SamplePartner] = [
        partner("Oxycodone 5 MG Oral Tablet", "7804", 5, .major),
        partner("Diazepam 5 MG Oral Tablet", "3322", 5, .major),
        partner("Zolpidem 5 MG Oral Tablet", "39993", 5, .major),
        partner("Phenobarbital 30 MG Oral Tablet", "8134", 30, .major),
        partner("Sodium oxybate oral solution", "9899", 2250, .major),
        partner("Ethanol", "448", 10, .major),
        partner("Gabapentin 300 MG Oral Capsule", "25480", 300, .moderate),
        partner("Tizanidine 2 MG Oral Tablet", "57258", 2, .major),
        partner("Quetiapine 25 MG Oral Tablet", "51272", 25, .moderate),
        partner("Diphenhydramine 25 MG Oral Capsule", "3498", 25, .moderate),
        partner("Amitriptyline 25 MG Oral Tablet", "704", 25, .moderate),
        partner("Phenelzine 15 MG Oral Tablet", "8123", 15, .moderate),
        partner("Trazodone 50 MG Oral Tablet", "10737", 50, .moderate),
        partner("Sertraline 50 MG Oral Tablet", "36437", 50, .minor),
        partner("Carbamazepine 200 MG Oral Tablet", "2002", 200, .moderate),
        partner("Nabilone 1 MG Oral Capsule", "31447", 1, .moderate),
        partner("Lisinopril 10 MG Oral Tablet", "29046", 10, nil),
        partner("Levodopa 100 MG Oral Tablet", "6375", 100, .moderate),
        partner("Lithium carbonate 300 MG Oral Capsule", "6448", 300, .moderate),
        partner("Ibuprofen 400 MG Oral Tablet", "5640", 400, .minor),
        partner("Metformin 500 MG Oral Tablet", "6809", 500, .minor),
        partner("Propofol 10 MG/ML Injectable Emulsion", "8782", 100, .moderate),
        partner("Rocuronium 10 MG/ML Injectable Solution", "68139", 50, .moderate),
    ]

    private static func partner(
        _ text: String, _ code: String, _ milligrams: Double, _ severity: Severity?
    ) -> SamplePartner {
        SamplePartner(medicine: SampleMedicine(text, code), milligrams: milligrams, severity: severity)
    }
}
