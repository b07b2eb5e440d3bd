/// What people with a spinal cord injury or MS are prescribed, as this test invents it: shares in a hundred, house
/// estimates shaped by what is usual in their clinics, and nothing that a clinical rule rests on.
enum YearMedicines {
    /// A medicine taken all year.
    struct Standing {
        let text: String
        /// Milligrams a day; empty where rules do not ask.
        let doses: [Double]
        let inSpinalCordInjury: Double
        let inMultipleSclerosis: Double

        init(_ text: String, _ doses: [Double], _ injury: Double, _ sclerosis: Double) {
            (self.text, self.doses) = (text, doses)
            (inSpinalCordInjury, inMultipleSclerosis) = (injury, sclerosis)
        }
    }

    /// A medicine that is begun within the year.
    struct Begun {
        let text: String
        let doses: [Double]
        /// Among all that is begun.
        let weight: Double
        /// How long it is taken; nil: from now on.
        let days: Int?

        init(_ text: String, _ doses: [Double], _ weight: Double, days: Int? = nil) {
            (self.text, self.doses, self.weight, self.days) = (text, doses, weight, days)
        }
    }

    static let standing: [Standing] = [
        Standing("gabapentin 300 mg capsule", [900, 1800, 2400], 30, 25),
        Standing("pregabalin 75 mg capsule", [150, 300], 12, 10),
        Standing("duloxetine 60 mg capsule", [60], 12, 12), Standing("sertraline 50 mg tablet", [50, 100], 12, 14),
        Standing("escitalopram 10 mg tablet", [10, 20], 10, 12),
        Standing("amitriptyline 25 mg tablet", [25, 50], 8, 8), Standing("trazodone 50 mg tablet", [50], 6, 6),
        Standing("oxycodone 5 mg tablet", [15, 30], 10, 3), Standing("tramadol 50 mg tablet", [100, 200], 10, 5),
        Standing("hydrocodone/acetaminophen 5 mg/325 mg tablet", [15, 20], 6, 3),
        Standing("clonazepam 0.5 mg tablet", [0.5, 1], 5, 5), Standing("diazepam 5 mg tablet", [5, 10], 7, 3),
        Standing("tizanidine 4 mg tablet", [8, 16], 12, 12), Standing("zolpidem 5 mg tablet", [5], 5, 4),
        Standing("oxybutynin 5 mg tablet", [10, 15], 45, 25), Standing("tolterodine 2 mg tablet", [4], 10, 10),
        Standing("mirabegron 50 mg tablet", [50], 8, 8), Standing("lisinopril 10 mg tablet", [10, 20], 15, 14),
        Standing("amlodipine 5 mg tablet", [5, 10], 14, 12), Standing("losartan 50 mg tablet", [50], 10, 9),
        Standing("metoprolol 25 mg tablet", [50, 100], 10, 7),
        Standing("hydrochlorothiazide 25 mg tablet", [25], 8, 7), Standing("tamsulosin 0.4 mg capsule", [0.4], 10, 6),
        Standing("atorvastatin 20 mg tablet", [20], 28, 20), Standing("metformin 500 mg tablet", [1000], 12, 8),
        Standing("insulin glargine", [], 5, 3), Standing("omeprazole 20 mg capsule", [20], 28, 18),
        Standing("levothyroxine 50 mcg tablet", [], 6, 9), Standing("cholecalciferol 1000 units", [], 45, 65),
        Standing("docusate 100 mg capsule", [200], 35, 12), Standing("senna 8.6 mg tablet", [], 45, 15),
        Standing("polyethylene glycol 3350", [], 30, 18), Standing("bisacodyl 10 mg suppository", [10], 35, 5),
        Standing("aspirin 81 mg tablet", [81], 15, 8), Standing("apixaban 5 mg tablet", [10], 8, 3),
        Standing("dalfampridine 10 mg tablet", [20], 0, 20), Standing("dimethyl fumarate 240 mg", [480], 0, 12),
        Standing("amantadine 100 mg capsule", [200], 2, 15), Standing("modafinil 200 mg tablet", [200], 3, 12),
        Standing("ascorbic acid 500 mg tablet", [], 15, 5), Standing("methenamine hippurate 1 g", [], 12, 6),
        Standing("cetirizine 10 mg tablet", [10], 8, 8), Standing("fluticasone nasal spray", [], 8, 8),
        Standing("albuterol inhaler", [], 7, 6), Standing("levetiracetam 500 mg tablet", [1000], 3, 3),
        Standing("acetaminophen 500 mg tablet", [2000], 25, 20), Standing("ibuprofen 400 mg tablet", [800], 12, 10),
        Standing("cyanocobalamin 1000 mcg tablet", [], 10, 18), Standing("multivitamin", [], 20, 20),
    ]

    /// Of such a group one medicine is enough: nobody is put on a second for long, and seldom for a week.
    static func group(of text: String) -> String? {
        groups.first { $0.names.contains { text.hasPrefix($0) } }?.group
    }

    private static let groups: [(group: String, names: [String])] = [
        ("opioid", ["oxycodone", "hydrocodone", "tramadol"]),
        ("benzodiazepine", ["clonazepam", "diazepam", "lorazepam"]),
        ("gabapentinoid", ["gabapentin", "pregabalin"]),
        ("antidepressant", ["sertraline", "escitalopram", "duloxetine"]),
        ("muscle relaxant", ["tizanidine", "cyclobenzaprine"]),
        ("sleeping medicine", ["zolpidem", "trazodone", "mirtazapine", "quetiapine"]),
        ("bladder relaxant", ["oxybutynin", "tolterodine", "mirabegron"]),
        ("renin inhibitor", ["lisinopril", "losartan"]),
        ("anti-inflammatory", ["ibuprofen", "naproxen"]),
    ]

    static let begun: [Begun] = courses + lastingOnes + local + sedating

    private static let courses: [Begun] = [
        Begun("nitrofurantoin 100 mg capsule", [200], 10, days: 7),
        Begun("trimethoprim/sulfamethoxazole", [], 9, days: 7),
        Begun("ciprofloxacin 500 mg tablet", [1000], 8, days: 7),
        Begun("cephalexin 500 mg capsule", [2000], 8, days: 10), Begun("amoxicillin/clavulanate", [], 6, days: 7),
        Begun("fosfomycin 3 g", [], 3, days: 1), Begun("doxycycline 100 mg tablet", [200], 4, days: 10),
        Begun("azithromycin 250 mg tablet", [250], 4, days: 5), Begun("fluconazole 150 mg tablet", [150], 3, days: 1),
        Begun("nystatin cream", [], 2, days: 14), Begun("clotrimazole cream", [], 2, days: 14),
        Begun("mupirocin ointment", [], 2, days: 10), Begun("triamcinolone cream", [], 2, days: 14),
        Begun("ibuprofen 600 mg tablet", [1800], 4, days: 10), Begun("naproxen 500 mg tablet", [1000], 3, days: 10),
        Begun("acetaminophen 500 mg tablet", [2000], 3, days: 10), Begun("prednisone 20 mg tablet", [40], 3, days: 7),
        Begun("methylprednisolone 4 mg tablet", [24], 2, days: 6), Begun("ondansetron 4 mg tablet", [8], 3, days: 5),
        Begun("loperamide 2 mg capsule", [8], 1, days: 5), Begun("benzonatate 100 mg capsule", [300], 1, days: 10),
        Begun("lactulose", [], 1, days: 14),
    ]

    private static let lastingOnes: [Begun] = [
        Begun("famotidine 20 mg tablet", [40], 2), Begun("omeprazole 20 mg capsule", [20], 2),
        Begun("polyethylene glycol 3350", [], 3), Begun("cholecalciferol 1000 units", [], 2),
        Begun("ferrous sulfate 325 mg tablet", [325], 2), Begun("albuterol inhaler", [], 2),
        Begun("fluticasone nasal spray", [], 1), Begun("lisinopril 10 mg tablet", [10], 2),
        Begun("amlodipine 5 mg tablet", [5], 1.5), Begun("atorvastatin 20 mg tablet", [20], 2),
        Begun("metformin 500 mg tablet", [1000], 1), Begun("mirabegron 50 mg tablet", [50], 1.5),
        Begun("oxybutynin 5 mg tablet", [10], 1.5), Begun("sertraline 50 mg tablet", [50], 1.5),
        Begun("duloxetine 30 mg capsule", [30], 1.5), Begun("gabapentin 300 mg capsule", [900], 2.5),
        Begun("pregabalin 75 mg capsule", [150], 1.5), Begun("sildenafil 50 mg tablet", [50], 2),
        Begun("methenamine hippurate 1 g", [], 1.5),
    ]

    /// What acts where it is put, and other small things: about one new order in eight.
    private static let local: [Begun] = [
        Begun("lidocaine jelly", [], 2, days: 30), Begun("lidocaine patch", [], 2, days: 14),
        Begun("hydrocortisone cream", [], 3, days: 14), Begun("diclofenac gel", [], 2, days: 14),
        Begun("silver sulfadiazine cream", [], 1.5, days: 14), Begun("ketoconazole shampoo", [], 1, days: 28),
        Begun("chlorhexidine mouthwash", [], 1, days: 14), Begun("artificial tears", [], 1.5, days: 30),
        Begun("erythromycin eye ointment", [], 1, days: 7), Begun("naloxone nasal spray", [], 1.5, days: 1),
        Begun("estradiol cream", [], 1, days: 30), Begun("calcium carbonate 500 mg tablet", [], 1, days: 30),
        Begun("potassium chloride", [], 1, days: 14), Begun("enoxaparin", [], 0.5, days: 10),
    ]

    private static let sedating: [Begun] = [
        Begun("oxycodone 5 mg tablet", [20], 2, days: 5),
        Begun("hydrocodone/acetaminophen 5 mg/325 mg tablet", [20], 2, days: 5),
        Begun("tramadol 50 mg tablet", [150], 2, days: 7), Begun("diazepam 5 mg tablet", [5], 0.7, days: 1),
        Begun("lorazepam 1 mg tablet", [1], 0.7, days: 5), Begun("clonazepam 0.5 mg tablet", [0.5], 0.3),
        Begun("zolpidem 5 mg tablet", [5], 0.7), Begun("cyclobenzaprine 10 mg tablet", [20], 0.6, days: 10),
        Begun("tizanidine 4 mg tablet", [8], 1.5), Begun("trazodone 50 mg tablet", [50], 1),
        Begun("mirtazapine 15 mg tablet", [15], 0.7), Begun("quetiapine 25 mg tablet", [25], 0.4),
        Begun("hydroxyzine 25 mg tablet", [50], 1, days: 7), Begun("diphenhydramine 25 mg capsule", [50], 0.6, days: 5),
        Begun("promethazine 25 mg tablet", [50], 0.6, days: 4), Begun("dronabinol 2.5 mg capsule", [5], 0.3),
    ]
}
