import Htpasswd

let file = try CredentialFile(readingFrom: FilePath("server.htpasswd"))
let verdict = file.verify(user: "admin", password: Secret("password123"), for: .chroma)
print(verdict == .accepted ? "accepted" : "refused")
