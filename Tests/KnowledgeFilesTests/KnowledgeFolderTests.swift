import Foundation
import KnowledgeFiles
import Testing

struct KnowledgeFolderTests {
    static let texts = [
        "Knowledge/b.yaml": "version: \"1.9\"\nrules: []\n", "Knowledge/a.yaml": "version: \"1.10\"\n",
        "Knowledge/a.cases.yaml": "- name: one\n", "Knowledge/programs/x.yaml": "id: x\n",
        "Knowledge/readme.md": "text",
    ]

    @Test func filesComeSortedAndWithoutTheirCases() throws {
        let source = KnowledgeSource.embedded(KnowledgeFolderTests.texts)
        #expect(try source.files().map(\.name) == ["a.yaml", "b.yaml", "programs/x.yaml"])
        #expect(try source.cases().map(\.path) == ["Knowledge/a.cases.yaml"])
        #expect(try source.open().documents(under: "programs").count == 1)
    }

    @Test func versionIsTheNewestByNumberNotByText() throws {
        let source = KnowledgeSource.embedded(KnowledgeFolderTests.texts)
        #expect(try source.open().version.version == "1.10")
        #expect(try source.open(version: "7").version.version == "7")
    }

    @Test func hashChangesWithContentAndNameButNotWithCases() throws {
        func hash(_ texts: [String: String]) throws -> String {
            try KnowledgeSource.embedded(texts).open().version.hash
        }
        let base = try hash(KnowledgeFolderTests.texts)
        #expect(base.count == 64)
        var changed = KnowledgeFolderTests.texts
        changed["Knowledge/a.cases.yaml"] = "- name: two\n"
        #expect(try hash(changed) == base)
        changed["Knowledge/b.yaml"] = "version: \"1.9\"\nrules: [ ]\n"
        #expect(try hash(changed) != base)
        var renamed = KnowledgeFolderTests.texts
        renamed["Knowledge/c.yaml"] = renamed.removeValue(forKey: "Knowledge/b.yaml")
        #expect(try hash(renamed) != base)
    }

    @Test func directoryReadsLikeTheBinary() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("knowledge-\(UUID().uuidString)")
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
        for (path, text) in KnowledgeFolderTests.texts {
            let file = folder.appendingPathComponent(String(path.dropFirst("Knowledge/".count)))
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        let directory = KnowledgeSource.directory(folder)
        let embedded = KnowledgeSource.embedded(KnowledgeFolderTests.texts)
        #expect(try directory.open().version == embedded.open().version)
        #expect(try directory.files().map(\.text) == embedded.files().map(\.text))
    }

    @Test func scalarsAreReadAsWritten() throws {
        let text = "code: 0123\nflag: true\nshare: 0.25\nnothing: ~\nwords: [yes, \"no\"]\n"
        let root = try KnowledgeFile(path: "a.yaml", text: text).root()
        let fields = try root.mapping(allowed: ["code", "flag", "share", "nothing", "words"])
        #expect(try fields.string("code") == "0123")
        #expect(try fields.boolean("flag"))
        #expect(try fields.double("share") == 0.25)
        #expect(try fields.optionalString("nothing") == nil)
        #expect(try fields.strings("words") == ["yes", "no"])
        #expect(throws: KnowledgeError.self) { try fields.boolean("code") }
    }
}
