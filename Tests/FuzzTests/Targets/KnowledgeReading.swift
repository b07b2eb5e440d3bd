import KnowledgeFiles

/// What every reader of knowledge files promises: a value, or an error with file and line that says what is wrong.
enum KnowledgePromise {
    /// Lists of what would have been allowed are part of an error; more than that is somebody's file.
    private static let longestMessage = 4096

    static func verdict(_ read: () throws -> Void) throws -> Verdict {
        do {
            try read()
            return .accepted
        } catch let error as KnowledgeError {
            guard error.message.utf8.count < longestMessage else {
                throw Complaint("\(error.code): an error of \(error.message.utf8.count) bytes")
            }
            guard !error.file.isEmpty else { throw Complaint("\(error.code): no file is named") }
            // The authors of knowledge are told what they wrote, so the text itself is no secret here.
            return .refused(telling: "")
        }
    }
}
