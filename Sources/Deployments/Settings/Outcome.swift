package import Credentials
package import Kernel

/// The outcome of starting a Chroma, for those without credentials and those with.
package enum Outcome: String, Sendable, CaseIterable {
  /// A stranger is refused, the right user and password get in.
  case protectedBasic = "protected-basic"
  case protectedToken = "protected-token"
  /// A stranger is answered.
  case open
  /// The server ends at once, or never answers.
  case doesNotStart = "does-not-start"
  /// It refuses everybody: those too who believe they have the right credentials.
  case nobodyGetsIn = "nobody-gets-in"
  /// The files that are known here do not say it.
  case unknown

  package var isProtected: Bool { self == .protectedBasic || self == .protectedToken }
}

/// A mistake in settings.
package struct SettingFinding: Sendable, Equatable {
  package enum Rule: String, Sendable, CaseIterable {
    case noAuthentication = "no-authentication"
    case chroma1IgnoresSettings = "chroma-1-ignores-settings"
    case otherReleaseName = "other-release-name"
    case providerMissing = "provider-missing"
    case providerUnknown = "provider-unknown"
    case credentialsMissing = "credentials-missing"
    case credentialsBoth = "credentials-both"
    case credentialsProviderMissing = "credentials-provider-missing"
    case credentialsUnusable = "credentials-unusable"
    case credentialsFileMissing = "credentials-file-missing"
    case emptyToken = "empty-token"
    case quotesKept = "quotes-kept"
    case whiteSpaceKept = "white-space-kept"
    case dollarEaten = "dollar-eaten"
    case variableUnset = "variable-unset"
    case headerValue = "header-value"
    case unknownSetting = "unknown-setting"
    case authzAlone = "authz-alone"
    case authzWithoutConfig = "authz-without-config"
    case authzUnusable = "authz-unusable"
    case authzWithoutProvider = "authz-without-provider"
    case authzLocksOut = "authz-locks-out"
    case legacySetting = "legacy-setting"
    case valueNotTaken = "value-not-taken"
    case clientSettings = "client-settings"
    case oddLine = "odd-line"
    case notExported = "not-exported"
    case fileRefused = "file-refused"
    case releaseUnknown = "release-unknown"
    case cannotTell = "cannot-tell"
    // Rules about deployments.
    case latestIs1 = "latest-is-1"
    case listColon = "list-colon"
    case valueChangedByYAML = "value-changed-by-yaml"
    case nameWithoutValue = "name-without-value"
    case envFileNotPassed = "env-file-not-passed"
    case fileNotMounted = "file-not-mounted"
    case hostFileMissing = "host-file-missing"
    case mountIsFolder = "mount-is-folder"
    case commandOfOtherRelease = "command-of-other-release"
    case configYAMLKey = "config-yaml-key"
    case settingsLostByMerge = "settings-lost-by-merge"
    case settingsAtOtherService = "settings-at-other-service"
    case publishedEverywhere = "published-everywhere"
    case bypassedProxy = "bypassed-proxy"
    case proxyWithoutAuth = "proxy-without-auth"
    case publicDefault = "public-default"
    case inlineSecret = "inline-secret"
    case serviceLink = "service-link"
    case chartVersion = "chart-version"
    case dataPath = "data-path"
    case releaseHole = "release-hole"
  }

  package let rule: Rule
  package let severity: Severity
  /// nil if it is about what is written nowhere.
  package let place: Variables.Place?
  package let message: String
  package let remedy: SettingRemedy?

  package init(
    rule: Rule, severity: Severity, place: Variables.Place?, message: String, remedy: SettingRemedy? = nil
  ) {
    self.rule = rule
    self.severity = severity
    self.place = place
    self.message = message
    self.remedy = remedy
  }
}

extension SettingFinding {
  /// Something else than what was read may run.
  ///
  /// - Parameter reason: one phrase.
  static func doubt(_ reason: String, _ place: Variables.Place, _ remedy: SettingRemedy? = nil)
    -> SettingFinding
  {
    SettingFinding(
      rule: .cannotTell, severity: .warning, place: place,
      message: "\(reason); cannot tell what the server asks for", remedy: remedy)
  }
}

/// The remedy of a finding, as a value: the program renders it.
package enum SettingRemedy: Sendable, Equatable {
  case set(String, to: String)
  /// One of the values.
  case setOneOf(String, [String])
  case remove(String)
  case rename(String, to: String)
  /// Look at a file that the settings name, as this server reads it.
  case lint(FilePath, server: String)
  /// Take the settings that `config` prints for a release, for this file if one is known that is there.
  case takeSettings(ChromaRelease, Authentication, FilePath?)
  /// A server that asks, before one that cannot.
  case putInFront(Authentication, FilePath?)
  /// Names of 0.4 are to become those of the release to take (`ChromaRelease.sound`).
  case renameSettings
  /// A configuration of a front that asks.
  case seeFront
  case makeToken
  /// The manifests that kustomize makes.
  case lintKustomized
  /// One imperative, for people.
  case manual(String)

  /// The word for it in JSON.
  package var kind: String {
    switch self {
    case .set, .setOneOf: "set-variable"
    case .remove: "remove-variable"
    case .rename: "rename-variable"
    case .lint: "lint"
    case .takeSettings: "take-settings"
    case .putInFront: "put-in-front"
    case .renameSettings, .seeFront, .makeToken, .lintKustomized, .manual: "manual"
    }
  }
}

/// The effect of settings on a release, and what is wrong with them.
package struct SettingsJudgement: Sendable {
  /// nil if it is not known.
  package let release: ChromaRelease?
  package let outcome: Outcome
  /// Where a token is expected; nil if none is.
  package let header: TokenHeader?
  /// For an unknown outcome: how the server asks for credentials if it starts; nil if it may be open.
  package let refusesStrangers: Authentication?
  /// By severity, then as they are written.
  package let findings: [SettingFinding]
}

/// A file that settings name, as the server would find it.
package enum NamedFile: Sendable {
  case content([UInt8])
  /// There is none.
  case missing
  case folder
  /// It is there, and cannot be read: by the server, or here. The reason is one phrase.
  case unreadable(String, SettingRemedy? = nil)
  /// It is not looked at here: it is for another machine, or a container. The reason is one phrase.
  case elsewhere(String)
}
