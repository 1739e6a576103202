// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// Optimised in debug builds as well: its oracle tries tens of thousands of histories, and counts allocations.
let optimised =
    settings + [.unsafeFlags(["-O", "-whole-module-optimization", "-num-threads", "2"], .when(configuration: .debug))]

/// A release is linked without symbols, which are half of it; `ROLLCALL_SYMBOLS` keeps them for profilers and debuggers.
let stripping: [LinkerSetting] =
    Context.environment["ROLLCALL_SYMBOLS"] == nil
    ? [.unsafeFlags(["-Xlinker", "-s"], .when(configuration: .release))] : []

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")

/// The vocabulary, and the one parser of JSON that others send; both depend on nothing.
let vocabulary: [Target] = [
    .target(name: "AccessModel", swiftSettings: settings),
    .target(name: "StrictJSON", swiftSettings: settings),
]

/// One capability each; a capability depends on the vocabulary, never on a sibling.
let capabilities: [Target] = [
    .target(
        name: "PolicyCompilation",
        dependencies: ["AccessModel", yams],
        swiftSettings: settings
    ),
    .target(name: "SCIMProtocol", dependencies: ["AccessModel", "StrictJSON"], swiftSettings: settings),
    .target(name: "AccessIndex", dependencies: ["AccessModel"], swiftSettings: optimised),
    .systemLibrary(
        name: "CLibCrypto",
        pkgConfig: "libcrypto",
        providers: [.apt(["libssl-dev"])]
    ),
    .target(
        name: "TokenSigning",
        dependencies: ["AccessModel", "StrictJSON", "CLibCrypto"],
        swiftSettings: settings
    ),
    .target(
        name: "DirectoryStorage",
        dependencies: ["AccessModel", .product(name: "GRDB", package: "GRDB.swift")],
        swiftSettings: settings
    ),
    .target(
        name: "RequestAdmission",
        dependencies: ["AccessModel", nioCore, hummingbird, httpTypes],
        swiftSettings: settings
    ),
]

/// The edges: what others talk to.
let edges: [Target] = [
    .target(
        name: "DecisionSocket",
        dependencies: ["AccessModel", "AccessIndex", "TokenSigning", logging, nioCore, nioPosix],
        swiftSettings: settings
    ),
    .target(
        name: "Provisioning",
        dependencies: [
            "AccessModel", "SCIMProtocol", "StrictJSON", "DirectoryStorage", "RequestAdmission", "TokenSigning",
            logging, nioCore, hummingbird, httpTypes,
        ],
        swiftSettings: settings
    ),
    .target(
        name: "Administration",
        dependencies: [
            "AccessModel", "AccessIndex", "SCIMProtocol", "StrictJSON", "DirectoryStorage", "RequestAdmission",
            "TokenSigning",
            logging, nioCore, hummingbird, httpTypes,
        ],
        swiftSettings: settings
    ),
]

/// The composition root and the command.
let root: [Target] = [
    .executableTarget(
        name: "Rollcall",
        dependencies: [
            "AccessModel", "PolicyCompilation", "SCIMProtocol", "AccessIndex", "TokenSigning", "DirectoryStorage",
            "DecisionSocket", "RequestAdmission", "Provisioning", "Administration",
            logging, nioCore, nioPosix, hummingbird, httpTypes, yams,
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "HummingbirdTLS", package: "hummingbird"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "Configuration", package: "swift-configuration"),
            .product(name: "SystemPackage", package: "swift-system"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            .product(name: "Histogram", package: "hdrhistogram-swift"),
        ],
        swiftSettings: settings,
        linkerSettings: stripping
    )
]

let tests: [Target] = [
    .testTarget(
        name: "AccessModelTests",
        dependencies: ["AccessModel", "TestSupport"],
        exclude: ["compare_decimals.py"],
        swiftSettings: settings
    ),
    .testTarget(name: "StrictJSONTests", dependencies: ["StrictJSON", "AccessModel"], swiftSettings: settings),
    .testTarget(
        name: "PolicyCompilationTests",
        dependencies: ["PolicyCompilation", "AccessModel", "TestSupport"],
        exclude: ["Golden"],
        swiftSettings: settings
    ),
    .testTarget(
        name: "SCIMProtocolTests",
        dependencies: ["SCIMProtocol", "StrictJSON", "AccessModel", "TokenSigning"],
        swiftSettings: settings
    ),
    .target(name: "CAllocationCount", path: "Tests/CAllocationCount"),
    .target(
        name: "TestSupport",
        dependencies: ["AccessModel", logging],
        path: "Tests/TestSupport",
        swiftSettings: settings
    ),
    .testTarget(
        name: "AccessIndexTests",
        dependencies: ["AccessIndex", "AccessModel", "CAllocationCount", "TestSupport"],
        swiftSettings: optimised
    ),
    .testTarget(
        name: "TokenSigningTests",
        dependencies: ["TokenSigning", "AccessModel", .product(name: "JWTKit", package: "jwt-kit")],
        exclude: ["verify_with_joserfc.py"],
        swiftSettings: settings
    ),
    .testTarget(
        name: "DirectoryStorageTests",
        dependencies: ["DirectoryStorage", "AccessIndex", "AccessModel", "TestSupport"],
        swiftSettings: settings
    ),
    .testTarget(
        name: "RequestAdmissionTests",
        dependencies: ["RequestAdmission", "AccessModel", "TestSupport", nioCore, hummingbird, httpTypes],
        swiftSettings: settings
    ),
    .testTarget(
        name: "DecisionSocketTests",
        dependencies: [
            "DecisionSocket", "AccessIndex", "AccessModel", "TestSupport", "TokenSigning", nioCore, nioPosix, logging,
        ],
        swiftSettings: settings
    ),
    .testTarget(
        name: "ProvisioningTests",
        dependencies: [
            "Provisioning", "AccessModel", "SCIMProtocol", "StrictJSON", "DirectoryStorage", "TestSupport",
            "TokenSigning",
            logging, nioCore, hummingbird, httpTypes, .product(name: "HummingbirdTesting", package: "hummingbird"),
            .product(name: "GRDB", package: "GRDB.swift"), .product(name: "NIOEmbedded", package: "swift-nio"),
        ],
        swiftSettings: settings
    ),
    .testTarget(
        name: "AdministrationTests",
        dependencies: [
            "Administration", "AccessIndex", "AccessModel", "SCIMProtocol", "StrictJSON", "DirectoryStorage",
            "RequestAdmission", "TestSupport", "TokenSigning",
            logging, nioCore, hummingbird, httpTypes, .product(name: "HummingbirdTesting", package: "hummingbird"),
        ],
        swiftSettings: settings
    ),
    .testTarget(
        name: "SidecarTests",
        dependencies: [
            "Rollcall", "AccessIndex", "AccessModel", "Administration", "DecisionSocket", "DirectoryStorage",
            "PolicyCompilation", "SCIMProtocol", "TestSupport", "TokenSigning", httpTypes, logging, nioCore, nioPosix,
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "Histogram", package: "hdrhistogram-swift"),
        ],
        swiftSettings: settings
    ),
]

/// libFuzzer programs, which link only with `-sanitize=fuzzer`: built where `ROLLCALL_FUZZ` is set.
let fuzzing = targets(
    where: "ROLLCALL_FUZZ",
    in: "Tests/Fuzzing",
    [
        "FuzzHTTP": ["DecisionSocket", nioCore],
        "FuzzJSON": ["AccessModel", "DecisionSocket"],
        "FuzzStrictJSON": ["StrictJSON"],
        "FuzzSCIMBulk": ["SCIMProtocol"],
        "FuzzSCIMFilter": ["SCIMProtocol"],
        "FuzzSCIMPatch": ["SCIMProtocol"],
        "FuzzPolicy": ["PolicyCompilation", "AccessModel"],
    ],
    exclude: ["corpus"]
)

/// Programs that measure: built where `ROLLCALL_BENCHMARKS` is set.
let benchmarks = targets(
    where: "ROLLCALL_BENCHMARKS",
    in: "Tests/Benchmarks",
    [
        "IndexBenchmark": ["AccessIndex", "AccessModel"],
        "ListenerBenchmark": [hummingbird, nioCore, httpTypes, logging],
        "SigningBenchmark": ["TokenSigning"],
        "SocketBenchmark": ["AccessIndex", "AccessModel", "DecisionSocket", "TokenSigning", logging],
    ]
)

func targets(
    where variable: String,
    in folder: String,
    _ dependencies: [String: [Target.Dependency]],
    exclude: [String] = []
) -> [Target] {
    guard Context.environment[variable] != nil else { return [] }
    return dependencies.sorted { $0.key < $1.key }.map { name, dependencies in
        .executableTarget(
            name: name,
            dependencies: dependencies,
            path: "\(folder)/\(name)",
            exclude: exclude,
            swiftSettings: settings
        )
    }
}

let package = Package(
    name: "rollcall",
    products: [.executable(name: "rollcall", targets: ["Rollcall"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: vocabulary + capabilities + edges + root + tests + fuzzing + benchmarks
)
