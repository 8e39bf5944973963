internal import Deployments
internal import Htpasswd

extension Deployment {
  /// `export` lines of a POSIX shell, and which release they are for: `lint` reads that. It comes last, since `eval` of
  /// an unquoted $(...) makes one line of it all.
  var exports: Secret {
    var text = Secret()
    for (name, value) in settings(inContainer: false) {
      text.append(text: "export \(name)=")
      text.append(shellWord: secret(value))
      text.append(text: "\n")
    }
    text.append(text: "\(EnvironmentFile.releaseMark)\(release.facts.advised)\n")
    return text
  }

  /// A `docker run` line.
  var dockerRun: Secret {
    let settings = settings(inContainer: true)
    var text = Secret()
    // A token goes through the environment: other users can read docker's arguments.
    for case (let name, .token) in settings {
      text.append(text: "\(name)=")
      text.append(shellWord: secret(.token))
      text.append(text: " \\\n")
    }
    text.append(text: "docker run --rm -p ")
    text.append(shellWord: Secret("\(listen):8000"))
    text.append(text: " \\\n")
    for mount in mounts {
      var option = Secret("type=bind,")
      option.append(mountField: Secret("source=" + mount.file.absolute))
      option.append(text: ",target=\(mount.path),readonly")
      text.append(text: "  --mount ")
      text.append(shellWord: option)
      text.append(text: " \\\n")
    }
    text.append(text: "  --mount type=volume,source=chroma-data,target=\(release.dataFolder) \\\n")
    text.append(text: "  -e IS_PERSISTENT=TRUE -e PERSIST_DIRECTORY=\(release.dataFolder) \\\n")
    for (name, value) in settings {
      text.append(text: "  -e \(name)")
      if case .text(let value) = value { text.append(text: "=\(value)") }
      text.append(text: " \\\n")
    }
    text.append(text: "  \(release.image)\n")
    return text
  }
}
