extension Rule {
  static let serviceLink = Rule(
    name: "service-link",
    summary: "a Kubernetes Service whose variables stop Chroma",
    page: """
      Kubernetes gives pods CHROMA_PORT=tcp://... if a Service of the namespace is called chroma. The image of 1.x \
      takes it for its port and does not start. Rename the Service, or set enableServiceLinks: false in the \
      pod.
      """,
    bad: Example(
      """
      apiVersion: v1
      kind: Service
      metadata: {name: chroma}
      spec:
        selector: {app: chroma}
        ports: [{port: 8000}]
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: chroma}
      spec:
        selector: {matchLabels: {app: chroma}}
        template:
          metadata: {labels: {app: chroma}}
          spec:
            containers:
              - name: chroma
                image: chromadb/chroma:1.5.9

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
