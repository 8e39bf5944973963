import Htpasswd
import Testing

@Suite struct FilePathTests {
  @Test(arguments: [
    ("file", ".", "file"), ("./file", ".", "file"), ("/file", "/", "file"), ("a/b", "a", "b"),
    ("/a/b/c", "/a/b", "c"), ("a/", "a", ""), ("/", "/", ""), ("", ".", ""), ("a//b", "a/", "b"),
    ("..", ".", ".."), ("a/..", "a", ".."),
  ])
  func `a path has a folder and a name`(path: String, folder: String, name: String) {
    #expect(FilePath(path).folder == FilePath(folder))
    #expect(FilePath(path).fileName == name.bytes)
  }

  @Test(arguments: [
    ("file", "target", "./target"), ("/a/link", "target", "/a/target"), ("/a/link", "../b", "/a/../b"),
    ("/a/link", "/b", "/b"), ("link", "/b", "/b"), ("/link", "b", "//b"), ("a/b/link", "c/d", "a/b/c/d"),
  ])
  func `a link leads on from its own folder`(path: String, target: String, end: String) {
    #expect(FilePath(path).following(target.bytes) == FilePath(end))
  }

  @Test func `a path is shown so that it steers no terminal`() {
    #expect(FilePath("a/\u{1B}[2Jb\n").description == "a/\\u{1b}[2Jb\\u{a}")
    #expect(FilePath(bytes: [0x61, 0xFF]).description == "a\u{FFFD}")
    #expect("\(FilePath("jörg"))" == "jörg")
  }
}
