import Foundation
import PackagePlugin

/// Puts the text files of a module's `Knowledge` and `Assets` folders into its binary as `EmbeddedFiles.all`.
///
/// SwiftPM's own `embedInCode` names each file as a Swift member, so a new file would need new code;
/// here a new knowledge file is found by being there.
@main
struct EmbedFiles: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let folders = ["Knowledge", "Assets"].map { target.directoryURL.appending(path: $0) }
        let inputs = folders.flatMap(files(below:))
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
        return [
            .buildCommand(
                displayName: "Embedding \(inputs.count) files of \(target.name)",
                executable: try context.tool(named: "embed-files").url,
                arguments: [output.path, target.directoryURL.path] + inputs.map(\.path),
                inputFiles: inputs,
                outputFiles: [output])
        ]
    }

    private func files(below folder: URL) -> [URL] {
        let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        let urls = (found?.allObjects ?? []).compactMap { $0 as? URL }
        return urls.filter { !$0.hasDirectoryPath && !$0.lastPathComponent.hasPrefix(".") }
            .sorted { $0.path < $1.path }
    }
}
