// swift-tools-version: 6.2
import PackageDescription

// MARK: - Packages

let dependencies: [Package.Dependency] = [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(
        url: "https://github.com/apple/swift-configuration", from: "1.4.0",
        traits: [.defaults, "YAML", "CommandLineArguments"]),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
]

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let collections = Target.Dependency.product(name: "Collections", package: "swift-collections")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
/// The parts of a request as Hummingbird's channels hand them on; it brings the package itself.
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

// MARK: - Modules, from the vocabulary up to the services

let shared: [Target] = [
    .target(name: "MedicationDomain"),
    .target(name: "JSONCoding"),
    .target(name: "SigReading", dependencies: ["MedicationDomain"]),
    .target(name: "KnowledgeFiles", dependencies: ["MedicationDomain", yams, crypto]),
    .target(name: "MedicationCatalog", dependencies: ["MedicationDomain", "KnowledgeFiles"]),
    .target(name: "EventContracts", dependencies: ["MedicationDomain", "JSONCoding", crypto]),
    .target(name: "AssistanceFiles", dependencies: ["MedicationDomain", "EventContracts"]),
    .target(name: "FHIRModels", dependencies: ["MedicationDomain"]),
    .target(name: "HL7v2", dependencies: ["MedicationDomain"]),
    .target(name: "SupplyDrawing", dependencies: ["MedicationDomain", "EventContracts"]),
    .target(name: "SignIn", dependencies: ["MedicationDomain", "FHIRModels", "KnowledgeFiles", crypto, jwt]),
    .target(
        name: "AuditTrail",
        dependencies: ["MedicationDomain", "EventContracts", "EventLog", "FHIRModels", "ServiceRuntime", crypto, grdb]),
    .target(name: "EventLog", dependencies: ["MedicationDomain", "EventContracts", collections]),
    .systemLibrary(
        name: "CRDKafka", path: "Shared/CRDKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
    .target(
        name: "KafkaEventLog",
        dependencies: ["CRDKafka", "EventLog", "EventContracts", "MedicationDomain", collections, logging]),
    .target(name: "EmbeddedBroker", dependencies: ["CRDKafka", "EventLog", "EventContracts", "MedicationDomain"]),
    .systemLibrary(
        name: "CSQLiteSettings", path: "Shared/CSQLiteSettings", pkgConfig: "sqlite3",
        providers: [.apt(["libsqlite3-dev"])]),
    .target(
        name: "ServiceRuntime",
        dependencies: [
            "CSQLiteSettings", "EventLog", "EventContracts", "JSONCoding", "MedicationDomain", grdb, collections,
            crypto, logging, metrics,
        ]),
    .target(
        name: "ServiceHost",
        dependencies: [
            "ServiceRuntime", "KafkaEventLog", "EventLog", "EventContracts", "MedicationDomain", "KnowledgeFiles",
            arguments, configuration, logging, metrics, coreMetrics, hummingbird, lifecycle,
            .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        ]),
]

/// What every service stands on; each adds its own words below.
let foundation: [Target.Dependency] = [
    "MedicationDomain", "MedicationCatalog", "KnowledgeFiles", "EventContracts", "EventLog", "ServiceRuntime",
    "ServiceHost", arguments, grdb, logging,
]

func service(_ folder: String, _ extra: [Target.Dependency] = []) -> Target {
    .executableTarget(
        name: folder, dependencies: foundation + extra, path: "Services/\(folder)", exclude: ["README.md"])
}

let services: [Target] = [
    service("Prescribing", ["FHIRModels", "HL7v2", "JSONCoding", "SigReading", crypto]),
    service("InteractionCheck", ["JSONCoding", "KafkaEventLog", metrics]),
    service("WithdrawalMonitor", ["FHIRModels", "SigReading", "SupplyDrawing"]),
    service("CostAssistance", ["AssistanceFiles", "FHIRModels", "KafkaEventLog", crypto]),
    service(
        "Gateway",
        [
            "AssistanceFiles", "AuditTrail", "SignIn", "FHIRModels", "HL7v2", "SupplyDrawing", crypto, hummingbird,
            hummingbirdTLS, mustache, lifecycle, metrics, nio, nioHTTPTypes, nioSSL,
        ]),
    service(
        "Titrate", ["AuditTrail", "SignIn", "EmbeddedBroker", "KafkaEventLog", "FHIRModels", "HL7v2", "JSONCoding"]),
]

/// The commands people type; the module keeps its Swift name.
let commands = [
    "prescribing": "Prescribing", "interaction-check": "InteractionCheck", "withdrawal-monitor": "WithdrawalMonitor",
    "cost-assistance": "CostAssistance", "gateway": "Gateway", "titrate": "Titrate",
]

// MARK: - Tests

let testSupport = Target.target(
    name: "TestSupport",
    dependencies: [
        "MedicationDomain", "EventContracts", "EventLog", "KafkaEventLog", "EmbeddedBroker", "ServiceRuntime",
        "CRDKafka", "SignIn", "JSONCoding", crypto,
    ],
    path: "Tests/TestSupport")

func unique(_ dependencies: [Target.Dependency]) -> [Target.Dependency] {
    var seen: Set<String> = []
    return dependencies.filter { seen.insert("\($0)").inserted }
}

func tests(_ module: String, _ extra: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(module)Tests",
        dependencies: unique(
            [.init(stringLiteral: module), "TestSupport", "MedicationDomain", "EventContracts"] + extra),
        path: "Tests/\(module)Tests")
}

let testTargets: [Target] = [
    tests("MedicationDomain"),
    .testTarget(
        name: "SigReadingTests", dependencies: ["SigReading", "MedicationDomain"], path: "Tests/SigReadingTests"),
    tests("JSONCoding"),
    tests("KnowledgeFiles"),
    tests("MedicationCatalog", ["KnowledgeFiles"]),
    tests("EventContracts", ["JSONCoding"]),
    tests("FHIRModels"),
    .testTarget(name: "HL7v2Tests", dependencies: ["HL7v2", "MedicationDomain"], path: "Tests/HL7v2Tests"),
    tests("EventLog"),
    tests("KafkaEventLog", ["EventLog"]),
    tests("ServiceRuntime", ["CSQLiteSettings", "EventLog", grdb, logging]),
    tests("ServiceHost", ["ServiceRuntime", "EventLog", "KnowledgeFiles", arguments, logging, coreMetrics, lifecycle]),
    tests("SignIn", ["KnowledgeFiles", crypto, jwt]),
    tests("AuditTrail", ["EventLog", grdb]),
    tests("Prescribing", foundation + ["FHIRModels", "HL7v2", "SigReading", yams]),
    tests("InteractionCheck", foundation),
    tests("WithdrawalMonitor", foundation + ["Prescribing", "FHIRModels", "SupplyDrawing"]),
    tests("CostAssistance", foundation + ["AssistanceFiles", "FHIRModels"]),
    tests(
        "Gateway",
        foundation + [
            "AssistanceFiles", "AuditTrail", "SignIn", "FHIRModels", "HL7v2", "SupplyDrawing", crypto, hummingbird,
            jwt, nio, nioEmbedded, nioHTTPTypes,
        ]),
    tests("Titrate", foundation + ["AuditTrail", "SignIn", "FHIRModels", "HL7v2", "EmbeddedBroker"]),
    .testTarget(
        name: "FuzzTests",
        dependencies: foundation + [
            "TestSupport", "FHIRModels", "SigReading", "KafkaEventLog", "Prescribing", "InteractionCheck",
            "WithdrawalMonitor", "CostAssistance", "Gateway", hummingbird,
        ],
        path: "Tests/FuzzTests"),
    .testTarget(
        name: "SuiteTests",
        dependencies: foundation + [
            "TestSupport", "FHIRModels", "KafkaEventLog", "EmbeddedBroker", "Titrate", "InteractionCheck",
            "Prescribing", yams,
        ],
        path: "Tests/SuiteTests"),
    .testTarget(
        name: "Simulation",
        dependencies: unique(
            foundation + ["TestSupport", "FHIRModels"] + services.map { .init(stringLiteral: $0.name) }),
        path: "Tests/Simulation"),
]

// MARK: - Knowledge inside the binary

let embedding: [Target] = [
    .executableTarget(name: "embed-files", path: "Shared/FileEmbedding/Tool"),
    .plugin(
        name: "EmbedFiles", capability: .buildTool(), dependencies: ["embed-files"], path: "Shared/FileEmbedding/Plugin"
    ),
]

/// Folders whose files travel inside the module's binary.
let embeddedFolders: [String: [String]] = [
    "MedicationCatalog": ["Knowledge"],
    "Prescribing": ["Knowledge"],
    "InteractionCheck": ["Knowledge"],
    "WithdrawalMonitor": ["Knowledge"],
    "CostAssistance": ["Knowledge"],
    "Gateway": ["Assets"],
]

// MARK: - One set of rules for all of our own code

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// Data files that tests read by their path.
let testData: [String: [String]] = [
    "EventContractsTests": ["Golden"], "InteractionCheckTests": ["Expectations"],
    "MedicationCatalogTests": ["Expectations"], "PrescribingTests": ["Expectations"],
    "WithdrawalMonitorTests": ["Timelines/Files"],
]

/// `make simulate` builds for speed, and no more than it runs.
let isSimulation = Context.environment["TITRATE_ONLY_SIMULATION"] != nil
let modules = shared + services + [testSupport] + testTargets.filter { !isSimulation || $0.name == "Simulation" }
for target in modules + embedding {
    if target.path == nil { target.path = "Shared/\(target.name)" }
    if target.type != .system && target.type != .plugin { target.swiftSettings = settings }
    target.exclude += testData[target.name] ?? []
    if let folders = embeddedFolders[target.name] {
        target.exclude += folders
        target.plugins = [.plugin(name: "EmbedFiles")]
    }
}

let package = Package(
    name: "titrate",
    platforms: [.macOS(.v15)],
    products: commands.sorted { $0.key < $1.key }.map { .executable(name: $0.key, targets: [$0.value]) },
    dependencies: dependencies,
    targets: modules + embedding
)
