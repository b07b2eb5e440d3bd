import Foundation
import KnowledgeFiles
import Testing

/// Every limit of a knowledge file, refused with file and line.
@Suite struct KnowledgeLimitTests {
    private func refusal(_ text: String) -> KnowledgeError? {
        do {
            let root = try KnowledgeFile(path: "Knowledge/rules.yaml", text: text).root()
            if let value = try root.mapping(allowed: ["a", "b", "c"]).optional("a") { _ = try value.double() }
            return nil
        } catch {
            return error as? KnowledgeError
        }
    }

    /// Nine lines that would be a thousand million texts.
    private let laughs = """
        a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]
        b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
        c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
        d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
        e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
        f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
        g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
        h: &h [*g, *g, *g, *g, *g, *g, *g, *g, *g, *g]
        i: &i [*h, *h, *h, *h, *h, *h, *h, *h, *h, *h]

        """

    @Test func aBombOfAliasesIsRefusedAtItsFirstOne() throws {
        let error = try #require(refusal(laughs))
        #expect(error.code == .aliasUsed)
        #expect((error.line, error.column) == (2, 8))
    }

    @Test func aBombInAKeyIsRefusedBeforeAnybodyComparesIt() throws {
        let error = try #require(refusal(laughs + "? *i : 1\n"))
        #expect(error.code == .aliasUsed && error.line == 2)
    }

    @Test(arguments: ["a: &x 1", "a:\n  &x b: 1", "a: [&x 1]", "&x a: 1", "a: \"1\"\nb: !!str &x 1"])
    func anAnchorAloneIsRefusedAsWell(_ text: String) {
        #expect(refusal(text)?.code == .aliasUsed)
    }

    @Test(arguments: ["b: R&D *and* more", "b: \"x &y\"", "b: 1 # &x and *y in a remark", "b: salt & pepper * 2"])
    func wordsThatOnlyLookLikeAnchorsAreText(_ text: String) { #expect(refusal(text) == nil) }

    @Test func depthHasALimit() throws {
        func nested(_ depth: Int) -> String {
            "b: 1\nc: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        // The mapping around the lists is the first level.
        #expect(refusal(nested(KnowledgeLimits.maximumDepth - 1)) == nil)
        let error = try #require(refusal(nested(KnowledgeLimits.maximumDepth)))
        #expect(error.code == .tooDeep && error.line == 2 && error.file == "Knowledge/rules.yaml")
    }

    @Test(arguments: ["[", "{", "- ", "? ", "{a: "])
    func nestingBeyondAllMeasureIsAnErrorWithItsLine(_ mark: String) throws {
        let error = try #require(refusal("b: 1\nc:\n  \(String(repeating: mark, count: 200_000))"))
        #expect(error.line >= 2)
        #expect(error.message.count < 300)
    }

    @Test func aTextHasALimit() throws {
        let fitting = String(repeating: "x", count: KnowledgeLimits.maximumScalarBytes)
        #expect(refusal("b: 1\nc: \(fitting)") == nil)
        let error = try #require(refusal("b: 1\nc: \(fitting)x"))
        #expect(error.code == .tooLarge && error.line == 2)
    }

    @Test func aFileHasALimit() throws {
        let remark = String(repeating: "#", count: KnowledgeLimits.maximumFileBytes - 5)
        #expect(refusal("b: 1\n\(remark)") == nil)
        #expect(refusal("b: 1\n\(remark)#")?.code == .tooLarge)
    }

    @Test func aFileOnDiskIsNotReadBeyondTheLimit() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "knowledge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = "b: 1\n#" + String(repeating: "#", count: KnowledgeLimits.maximumFileBytes)
        try Data(text.utf8).write(to: folder.appending(path: "big.yaml"))
        let error = #expect(throws: KnowledgeError.self) { try KnowledgeSource.directory(folder).open() }
        #expect(error?.code == .tooLarge)
        #expect(error?.file.hasSuffix("big.yaml") == true)
    }

    @Test(arguments: ["1000000000000", "-1000000000000", "0.5"]) func numbersOfThisWorldAreRead(_ number: String) {
        #expect(refusal("a: \(number)") == nil)
    }

    @Test(arguments: ["1000000000001", "-99999999999999999999", String(repeating: "9", count: 400)])
    func numbersBeyondItAreRefusedWithTheirLine(_ number: String) throws {
        let error = try #require(refusal("b: 1\na: \(number)"))
        #expect(error.code == .wrongType && error.line == 2)
        #expect(error.message.count < 200, "an error does not repeat a long text")
    }
}
