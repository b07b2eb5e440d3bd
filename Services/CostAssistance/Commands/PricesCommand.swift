import ArgumentParser
import Foundation
import MedicationDomain

/// `cost-assistance prices`: what the answers' estimates stand on.
struct PricesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prices", abstract: "The prices that the site has, and what pharmacies pay.",
        subcommands: [ListPrices.self, ImportNADAC.self], defaultSubcommand: ListPrices.self)
}

struct ListPrices: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All prices, with day and source.")

    @OptionGroup var rules: KnowledgeOptions

    func run() throws {
        let (book, day) = (try rules.load().rules.prices, try rules.day())
        if book.prices.isEmpty { print("No price is loaded: answers carry no monthly cost.") }
        if !book.prices.isEmpty {
            let rows = book.prices.map { price in
                [
                    price.id, "\(price.strengthMilligrams.plainText) mg \(price.form.rawValue)",
                    price.quantity.plainText, price.price.dollars, price.pharmacy.rawValue,
                    price.kinds.joined(separator: ", "), price.asOf.description,
                    price.reviewBy.description + (day > price.reviewBy ? " (past)" : ""),
                ]
            }
            let header = ["price", "tablet", "quantity", "dollars", "pharmacy", "for", "as of", "review by"]
            print(TextTable(header: header, rows: rows).text)
        }
        guard !book.acquisitionCosts.isEmpty else { return }
        print("\nWhat pharmacies pay (NADAC); no patient's price:\n")
        let rows = book.acquisitionCosts.map { cost in
            [
                cost.ndc, cost.description, "$" + cost.perUnit.plainText, cost.unit.rawValue,
                cost.effective.description, cost.asOf.description,
            ]
        }
        print(TextTable(header: ["NDC", "product", "per unit", "unit", "from", "as of"], rows: rows).text)
    }
}

struct ImportNADAC: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-nadac", abstract: "Turn CMS's weekly NADAC file into a price file.",
        discussion: """
            Writes acquisition costs, for the folder `prices` of your knowledge; they are shown by `prices` and never \
            become a patient's price. Ends with 0, or 1 when rows of the medicine could not be read.
            """)

    @Argument(help: "The NADAC file, as CSV.") var file: String
    @Option(name: .shortAndLong, help: "The price file to write, e.g. Knowledge/prices/nadac.yaml.") var output: String
    @Option(help: "The medicine to take over.") var ingredient = "baclofen"
    @Option(help: "The day the file was fetched, YYYY-MM-DD (default: today).") var retrieved: String?

    func run() throws {
        var day = Instant(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000)).day
        if let retrieved {
            guard let named = CalendarDay(retrieved) else {
                throw ValidationError("--retrieved is not a date (YYYY-MM-DD)")
            }
            day = named
        }
        let files = BatchFiles(input: URL(fileURLWithPath: file), output: URL(fileURLWithPath: output))
        var found = NADACImport(ingredient: ingredient)
        do {
            var reader = try files.reader(of: files.input)
            try found.read(&reader)
        } catch let problem as NADACImport.Problem {
            throw ValidationError("\(file): \(problem.description)")
        } catch let problem as BatchFiles.Problem {
            throw ValidationError("\(file): \(problem)")
        }
        for problem in found.problems { FileHandle.standardError.write(Data("\(problem.description)\n".utf8)) }
        try Data(found.yaml(retrieved: day).utf8).write(to: files.output, options: .atomic)
        print("\(found.costs.count) acquisition costs of \(ingredient) written to \(output)")
        if !found.problems.isEmpty { throw ExitCode(1) }
    }
}
