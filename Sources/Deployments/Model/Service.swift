internal import Credentials
package import Kernel

/// A text of a deployment, and where it is written.
package struct PlacedText: Sendable, Equatable {
  package var text: String
  package var place: Place

  package init(_ text: String, _ place: Place) { (self.text, self.place) = (text, place) }
}

/// One server of a deployment, a Chroma or a front, as its files describe it: what the container gets, and who reaches it.
/// Readers of each kind of file make it; `ServiceJudge` says what becomes of it.
package struct Service: Sendable {
  /// The release.
  package enum Release: Sendable, Equatable {
    case known(ChromaRelease)
    /// `latest`, or no tag: 1.x since 2025-04-03. What was pulled earlier may be older.
    case latest(ChromaRelease)
    /// Not said by the files. One phrase: `CHROMA_VERSION is not set here`.
    case unknown(String)
  }

  /// The program that runs in it.
  package enum Program: Sendable, Equatable {
    /// The image's own start, or the command given to it.
    case image
    /// `chroma run`, installed by pip or npm.
    case chromaRun
    /// uvicorn with `chromadb.app:app`: the server in Python, which asks in 1.x too.
    case python
    /// A front before a Chroma.
    case front
  }

  /// The name in its file; of a file without names the image, or the file's own.
  package var name: String
  /// Where it begins: findings about what is missing point here.
  package var place: Place
  /// As resolved; nil if there is none.
  package var image: PlacedText?
  package var release: Release
  /// The version of what is installed; nil if the image says it, or it is not known.
  var version: ChromaVersion?
  package var program: Program
  /// All that the process gets, of equal names the last; values that the files do not hold are `.unknown`.
  package var variables = Variables()
  /// Replaces the image's; nil if it is the image's.
  package var entrypoint: [PlacedText]?
  package var command: [PlacedText]?
  /// The folder that relative names begin at; nil for the image's.
  package var workingFolder: String?
  package var mounts: [Mount] = []
  package var publications: [Publication] = []
  /// Who reaches it if nothing is published: `the compose networks`.
  package var unpublishedReach = Service.unknownReach
  package static let unknownReach = "unknown"
  /// Whether it would be started on this machine, as it is: absolute names are those of this machine then.
  package var isRunHere = false
  /// Why files may be there that nothing here mounts, such as an image of one's own; nil if there are none.
  package var hasUnknownFiles: String?
  /// Why the process cannot write to files of the image, and where that is written; one phrase: `it runs as the user
  /// 1000`.
  var writeLimit: PlacedText?
  /// The accounts that it reads files as, by number; nil for root, for those of its image, and if they are not known.
  var accounts: ReadingAccounts?
  /// Whether nothing but settings says that it is a Chroma.
  var mayBeOther = false
  /// Files of this machine that a front has as its configuration.
  package var configurationFiles: [FilePath] = []
  /// Files of this machine that a front has its users in.
  var credentialFiles: [FilePath] = []
  /// The front's answer to strangers; nil for a Chroma.
  package var front: FrontAnswer?
  /// Whether a front listens with TLS alone.
  package var hasTLS = false
  /// Where its image is built; nil if it is taken as it is. With an image beside it, that is the name of the result.
  package var build: Build?
  /// Labels of the container, which configure fronts such as Traefik.
  package var labels: [String: PlacedText] = [:]
  /// Labels of containers beside it that are neither a Chroma nor a front.
  var otherLabels: [[String: PlacedText]] = []
  /// Names of those containers that are made here, and of those whose images are not read.
  var otherNames: [String] = []
  var strangerNames: [String] = []
  /// Whether it is a front of others than Chroma.
  package var isUnrelated = false
  /// Whether it, or a container beside it, has labels that are not read.
  var hasUnreadLabels = false
  /// Names of the networks that it is on; empty if the files name none.
  package var networks: [String] = []
  /// Names, besides its own, that others on its networks find it by.
  package var aliases: [String] = []
  /// Whether others find it by its own name too; in Kubernetes they do so by the names of Services alone.
  var isFoundByName = true
  /// The network that it shares with others, such as that of a pod: those with the same value reach each other on
  /// loopback. nil for one of its own.
  var sharedNetwork: String?
  /// Who reaches what listens on the loopback of the network that it shares.
  var loopbackReach = "loopback"
  /// Why nothing is started with these files: one phrase. The reader has a finding of it, so the outcome alone is to say.
  package var refusal: PlacedText?
  /// Why it is never started, as its reader found it: a manifest that is refused, a command with options that are
  /// unknown. Its outcome is `doesNotStart` if there is one.
  package var obstacles: [SettingFinding] = []
  /// Why something else than what was read may run, as its reader found it. Its outcome is not known if there is one,
  /// unless it does not start anyhow.
  package var doubt: SettingFinding?

  package init(name: String, place: Place, image: PlacedText?, release: Release, program: Program) {
    (self.name, self.place, self.image, self.release, self.program) = (name, place, image, release, program)
  }

  /// The sources of an image.
  package struct Build: Sendable {
    /// nil if it is not a folder of this machine: an URL.
    package var context: FilePath?
    /// As the tool can open it; nil if it is not on this machine.
    package var dockerfile: FilePath?
    /// The text of a Dockerfile within the file itself.
    package var inline: PlacedText?
    /// The stage that is built; nil for the last.
    package var target: String?
    package var arguments = Variables()
    package var place: Place

    package init(context: FilePath?, dockerfile: FilePath?, place: Place) {
      (self.context, self.dockerfile, self.place) = (context, dockerfile, place)
    }
  }

  /// Sets the user that its process runs as.
  mutating func runs(as user: PlacedText?) {
    guard let user, let name = user.text.split(separator: ":").first, name != "0", name != "root" else {
      return
    }
    let group = user.text.parts(by: Ascii.colon, maxSplits: 1).dropFirst().first.map(String.init)
    if Int(name) != nil, group.map({ Int($0) != nil }) ?? true {
      // Without one it is that of an account of the image, else root's.
      accounts = ReadingAccounts(users: [String(name)], groups: group.map { [$0] } ?? ["0", String(name)])
    }
    writeLimit = PlacedText("it runs as the user \(Array(name.utf8.prefix(60)).printable)", user.place)
  }

  /// Gives it what its image has of variables and of words to start with, which its own win over.
  mutating func inherit(_ variables: Variables, entrypoint: [PlacedText]?, command: [PlacedText]?) {
    var variables = variables
    variables.add(self.variables)
    self.variables = variables
    // An entrypoint of its own takes the image's command away.
    if self.command == nil, self.entrypoint == nil { self.command = command }
    self.entrypoint = self.entrypoint ?? entrypoint
  }

  /// Gives it files of its image, as far as mounts of its own do not hide them.
  mutating func inherit(_ mounts: [Mount]) {
    let targets = self.mounts.map(\.target)
    self.mounts += mounts.filter { mount in
      !targets.contains { ContainerPath.rest(of: mount.target, below: $0) != nil }
    }
  }

  /// Leaves open which release it is, and what is set in it.
  ///
  /// - Parameter reason: why its image may be another than its name says; one phrase.
  mutating func doubtImage(_ reason: String) {
    release = .unknown(reason)
    variables.leaveUnread("another image of this name", at: image?.place ?? place)
  }

  /// Whether a name is that of a mount, or of something in one; what is copied into an image is none.
  func isMounted(_ path: String) -> Bool {
    mounts.contains { !$0.isCopied && ContainerPath.rest(of: path, below: $0.target) != nil }
  }

  /// Whether it is a container of Kubernetes.
  var isOfPod: Bool { !isFoundByName }

  /// Whether it is a pod's, and nothing leads to it from outside of the cluster.
  var isReachedInCluster: Bool {
    isOfPod && unpublishedReach == "the cluster"
      && publications.allSatisfy { $0.reach == .cluster }
  }

  /// Whether its files are those of a container.
  var isContainer: Bool { image != nil || program == .image }

  /// The release, as far as it is known.
  package var knownRelease: ChromaRelease? {
    switch release {
    case .known(let release), .latest(let release): release
    case .unknown: nil
    }
  }

  var isRelease1: Bool { knownRelease == .v1 }

  /// The version, as far as it is known.
  var knownVersion: ChromaVersion? {
    let tag = image.flatMap { ChromaImage($0.text).tag }
    guard let known = version ?? tag.flatMap({ ChromaVersion($0) }), ChromaRelease(known) == knownRelease
    else { return nil }
    return known
  }

  /// A file or a folder in the container.
  package struct Mount: Sendable {
    package enum Source: Sendable {
      /// A file of this machine, as the tool can open it; a missing one becomes a folder if `makesFolder` is set,
      /// else the container is not made.
      case host(FilePath, makesFolder: Bool)
      /// A file whose bytes the deployment has: a config, a key of a Secret.
      case content([UInt8])
      /// A folder whose files the deployment has: a Secret without subPath.
      case folder([String: [UInt8]])
      /// A volume: a folder whose files are not known.
      case volume
      /// One phrase: `the Secret chroma-auth is not in these files`.
      case elsewhere(String)
    }

    /// Absolute, without `.`, `..` and a final slash.
    package var target: String
    package var source: Source
    package var place: Place
    /// Where the files that the deployment has are written, by their names in the folder; of one file under no name.
    var origins: [String: Origin] = [:]
    /// Put among what the image has there, as COPY of a Dockerfile does: nothing is hidden by it.
    package var isCopied = false
    /// Whether owners or permissions of what was copied are others than here.
    var isChanged = false
    /// The permissions of files that the deployment has, which are root's; nil for those that everybody reads.
    var mode: UInt32?

    /// Where the text of a file is written within another.
    struct Origin: Sendable {
      let place: Place
      /// Whether its first line is the one after that, and each line is a line.
      var isBlock: Bool
    }

    package init(target: String, source: Source, place: Place) {
      (self.target, self.source, self.place) = (target, source, place)
    }
  }

  /// A port that others reach.
  package struct Publication: Sendable {
    package enum Reach: Sendable, Equatable {
      case everyAddress
      case loopback
      /// Some other address.
      case address(String)
      /// Whatever runs in the cluster, or on the network.
      case cluster
      case unknown(String)
    }

    package var reach: Reach
    /// In the container; nil if it is not one number.
    package var port: Int?
    package var place: Place

    package init(reach: Reach, port: Int?, place: Place) {
      (self.reach, self.port, self.place) = (reach, port, place)
    }
  }
}

/// A front's answer to requests without credentials, as far as its configuration was read.
package enum FrontAnswer: Sendable, Equatable {
  case asksBasic
  case asksToken
  /// It passes everybody on: where that is written.
  case asksNobody(Place?)
  /// It asks, and has no users: why, as one phrase.
  case refusesAll(String, Place?)
  /// One phrase.
  case unknown(String)
}
