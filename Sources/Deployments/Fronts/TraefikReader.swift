/// Reads what Traefik is told: labels of containers, and its dynamic configuration.
package enum TraefikReader {
  /// What a Traefik does with strangers that ask for a Chroma in a container of the same deployment.
  ///
  /// - Parameters:
  ///   - chroma: whose labels have the routers.
  ///   - services: all of the deployment: any of them may have the labels of a middleware.
  ///   - traefik: the container of Traefik; nil where it is not in these files.
  /// - Returns: nil where the labels say nothing to Traefik.
  package static func reading(
    of chroma: Service, among services: [Service], traefik: Service?
  ) -> FrontReading? {
    guard chroma.labels.keys.contains(where: { $0.lowercased().hasPrefix("traefik.") }) else { return nil }
    return FrontReading(.unknown("labels of Traefik are not read"))
  }
}
