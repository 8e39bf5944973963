// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// For what no other package imports, and whose speed counts: every function can be left out or merged with its equals (gc,
/// ICF), no table has the names of properties and cases, which only mirrors and texts of what has no `description` read, and
/// no type is looked up by its name, which took 0.32 of the 1.2 million instructions of a short `lint`.
/// What is public has only flags that a package may set for others.
let fast: [SwiftSetting] = [
  .unsafeFlags(
    [
      "-Xfrontend", "-function-sections", "-Xfrontend", "-disable-reflection-metadata",
      "-Xfrontend", "-disable-concrete-type-metadata-mangled-name-accessors",
    ],
    .when(configuration: .release))
]
/// `fast`, with less code.
let small = fast + [.unsafeFlags(["-Osize"], .when(configuration: .release))]

/// For modules in which tests spend most of their time: optimised in debug builds too. (Swift 6.3.1 crashes when it optimises
/// others so.)
let quick: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// Targets that the module Htpasswd exports. Whoever imports it names these as dependencies too: an incremental build compiles a
/// target again only for those that it names.
let layers: [Target.Dependency] = ["Kernel", "Hashing", "Credentials", "Storage"]
/// Targets that the program and its tests import.
let allLayers = layers + ["YAML", "Deployments", "Linting", "Htpasswd"]

let package = Package(
  name: "chroma-htpasswd",
  products: [
    .library(name: "Htpasswd", targets: ["Htpasswd"]),
    .executable(name: "chroma-htpasswd", targets: ["ChromaHtpasswd"]),
    .executable(name: "htpasswd-benchmarks", targets: ["HtpasswdBenchmarks"]),
  ],
  targets: [
    .systemLibrary(name: "CLibcrypt"),
    .systemLibrary(name: "CLibyaml"),
    .systemLibrary(name: "CLibmd"),
    // As Debian builds C. The executable is not PIE: a static one that is (-static-pie) starts in 1.19 ms, not 0.82, since it
    // relocates 80 pages more, and does not start at all with the run path that `swift build` adds.
    .target(
      name: "CLinux",
      cSettings: [
        .unsafeFlags(["-fstack-protector-strong"], .when(configuration: .release)),
        .define("_FORTIFY_SOURCE", to: "2", .when(configuration: .release)),
      ]),
    .target(
      name: "CStart", exclude: ["release.lds"],
      cSettings: [.define("CSTART_STATIC", .when(configuration: .release))]),
    // From the ground up: a target knows those above it in this list, never one below.
    .target(name: "Kernel", dependencies: ["CLinux"], swiftSettings: strict + quick),
    .target(
      name: "Hashing", dependencies: ["CLibcrypt", "CLibmd", "CLinux", "Kernel"],
      swiftSettings: strict + quick),
    .target(
      name: "Credentials", dependencies: ["CLinux", "Hashing", "Kernel"], swiftSettings: strict + quick),
    .target(
      name: "Storage", dependencies: ["CLinux", "Credentials", "Hashing", "Kernel"], swiftSettings: strict),
    .target(name: "YAML", dependencies: ["CLibyaml", "Kernel"], swiftSettings: strict + fast),
    .target(
      name: "Deployments", dependencies: ["Credentials", "Hashing", "Kernel", "YAML"],
      swiftSettings: strict + small),
    .target(
      name: "Linting", dependencies: ["Credentials", "Deployments", "Hashing", "Kernel", "YAML"],
      swiftSettings: strict + small),
    // The module that other programs import: it exports what is public in the targets it names.
    .target(
      name: "Htpasswd", dependencies: layers, exclude: ["README.md"], swiftSettings: strict),
    .executableTarget(
      name: "ChromaHtpasswd",
      dependencies: allLayers + ["CLibcrypt", "CLinux", "CStart"],
      // The modules have the work; this one is words.
      swiftSettings: strict + small,
      // One file that runs on any Linux of the same processor: libcrypt, glibc and the Swift runtime are inside.
      // Without symbols (-s), with identical functions once (nothing compares their addresses), without the index of
      // frames for C++ exceptions, of which there are none, and without the names of characters (CStart). By lld, with
      // strings once that end alike (-O2), constants and the table of imports read-only once it runs (RELRO, release.lds),
      // and without what differs from build to build. Only in release: the test runner loads the debug build dynamically.
      linkerSettings: [
        .unsafeFlags(
          [
            "-static-executable", "-use-ld=lld", "-Xlinker", "-O2", "-Xlinker", "-z", "-Xlinker", "relro",
            "-Xlinker", "-z", "-Xlinker", "now", "-Xlinker", "--build-id=none", "-Xlinker",
            "\(Context.packageDirectory)/Sources/CStart/release.lds", "-Xlinker", "-s", "-Xlinker",
            "--icf=all", "-Xlinker", "--no-eh-frame-hdr",
            "-Xlinker", "--wrap=_swift_stdlib_getScalarName",
          ],
          .when(configuration: .release))
      ]
    ),
    // Static too, and without Foundation: what it starts seems to use no less memory than it does itself.
    .executableTarget(
      name: "HtpasswdBenchmarks",
      dependencies: layers + ["CLibcrypt", "CLinux", "Htpasswd"],
      exclude: ["README.md"],
      swiftSettings: strict,
      linkerSettings: [
        .unsafeFlags(["-static-executable", "-Xlinker", "-s"], .when(configuration: .release))
      ]
    ),
    // The example of Sources/Htpasswd/README.md, which the tests run.
    .executableTarget(name: "LoginExample", dependencies: layers + ["Htpasswd"], swiftSettings: strict),
    .target(name: "TestSupport", dependencies: ["CLinux"], path: "Tests/Support", swiftSettings: strict),
    .testTarget(
      name: "HtpasswdTests",
      dependencies: allLayers + ["CLinux", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ChromaHtpasswdTests",
      dependencies: allLayers + ["ChromaHtpasswd", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "HtpasswdBenchmarksTests", dependencies: layers + ["HtpasswdBenchmarks", "Htpasswd"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "EndToEndTests", dependencies: allLayers + ["ChromaHtpasswd", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "DurabilityTests", dependencies: allLayers + ["ChromaHtpasswd", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "PeerTests",
      dependencies: allLayers + ["ChromaHtpasswd", "LoginExample", "TestSupport"],
      exclude: ["Oracles", "Cases", "Voice/messages.txt", "Voice/servers.txt", "Voice/unprovoked.txt"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

// Built by `Tests/run`, with libFuzzer, which brings a `main` of its own: the program is a library then.
if Context.environment["CHROMA_HTPASSWD_FUZZ"] != nil {
  package.products.removeAll { $0.name == "chroma-htpasswd" }
  package.targets.removeAll { $0.name == "ChromaHtpasswd" || $0.type == .test }
  package.targets += [
    .target(
      name: "ChromaHtpasswd", dependencies: allLayers + ["CLibcrypt", "CLinux", "CStart"],
      exclude: ["Main.swift"],
      swiftSettings: strict),
    .executableTarget(
      name: "Fuzz", dependencies: allLayers + ["ChromaHtpasswd"],
      path: "Tests/Fuzz",
      swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]),
  ]
}
