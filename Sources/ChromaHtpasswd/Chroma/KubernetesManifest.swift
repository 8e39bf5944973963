internal import Deployments
internal import Htpasswd

extension Deployment {
  /// A Secret, up to its keys.
  private static let secretHead = """
    apiVersion: v1
    kind: Secret
    metadata:
      name: chroma-auth
    type: Opaque
    data:

    """

  /// The claim for Chroma's data, which follows the value of the last key.
  private static let volumeClaim = """
    '
    ---
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata:
      name: chroma-data
    spec:
      accessModes: [ReadWriteOnce]
      resources:
        requests:
          storage: 10Gi
    ---

    """

  /// A secret with the file, a deployment that mounts it, and a service.
  var kubernetesManifest: Secret {
    let settings = settings(inContainer: true)
    let mounts = mounts
    let isMounted = mounts.contains { !$0.isRoles }
    // The key is the name under which the server sees the file; 0.4 takes the token from a variable.
    let key = isMounted ? String(pathInContainer.dropFirst("/chroma/".count)) : "token"
    var text = Secret()
    text.append(text: "\(Self.secretHead)  \(key): '")
    if isMounted {
      text.append(base64Of: content)
    } else {
      text.append(base64Of: secret(.token))
    }
    if roles != nil {
      text.append(text: "'\n  authz.yaml: '")
      text.append(base64Of: rolesContent)
    }
    text.append(text: Self.volumeClaim)
    text.append(
      text: """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: chroma
        spec:
          replicas: 1
          strategy:
            type: Recreate
          selector:
            matchLabels:
              app: chroma
          template:
            metadata:
              labels:
                app: chroma
            spec:
              containers:
                - name: chroma
                  image: \(release.image)
                  ports:
                    - containerPort: 8000
                  env:
                    - name: IS_PERSISTENT
                      value: 'TRUE'
                    - name: PERSIST_DIRECTORY
                      value: \(release.dataFolder)

        """)
    for (name, value) in settings {
      text.append(text: "            - name: \(name)\n")
      switch value {
      case .text(let value): text.append(text: "              value: \(value)\n")
      case .token:
        text.append(
          text: """
                          valueFrom:
                            secretKeyRef:
                              name: chroma-auth
                              key: \(key)

            """)
      }
    }
    text.append(
      text: """
                  volumeMounts:
                    - name: data
                      mountPath: \(release.dataFolder)

        """)
    for mount in mounts {
      // A single file, so that nothing else of the folder in the image is hidden.
      text.append(
        text: """
                      - name: auth
                        mountPath: \(mount.path)
                        subPath: \(mount.isRoles ? "authz.yaml" : key)
                        readOnly: true

          """)
    }
    text.append(
      text: """
              volumes:
                - name: data
                  persistentVolumeClaim:
                    claimName: chroma-data

        """)
    if !mounts.isEmpty {
      text.append(
        text: """
                  - name: auth
                    secret:
                      secretName: chroma-auth
                      defaultMode: 0400

          """)
    }
    text.append(
      text: """
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: chroma
        spec:
          selector:
            app: chroma
          ports:
            - port: 8000

        """)
    return text
  }

  /// Chroma 1.x and nginx in one pod: Chroma listens on the pod's loopback, and the service has nginx's port alone. The
  /// service is not called `chroma`: its variable CHROMA_PORT would keep Chroma 1.x from starting.
  var kubernetesManifestWithNginx: Secret {
    var text = Secret()
    text.append(text: Self.secretHead)
    if authentication == .basic {
      text.append(text: "  server.htpasswd: '")
      text.append(base64Of: content)
      text.append(text: "'\n")
    }
    text.append(text: "  nginx.conf: '")
    text.append(base64Of: nginxConfiguration(.pod))
    text.append(text: Self.volumeClaim)
    text.append(
      text: """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: chromadb
        spec:
          replicas: 1
          strategy:
            type: Recreate
          selector:
            matchLabels:
              app: chromadb
          template:
            metadata:
              labels:
                app: chromadb
            spec:
              enableServiceLinks: false
              securityContext:
                fsGroup: 101
              containers:
                - name: chroma
                  image: \(release.image)
                  env:
                    - name: CHROMA_LISTEN_ADDRESS
                      value: 127.0.0.1
                  volumeMounts:
                    - name: data
                      mountPath: \(release.dataFolder)
                - name: nginx
                  image: nginx:1.28
                  ports:
                    - containerPort: 8080
                  readinessProbe:
                    httpGet:
                      path: /api/v2/heartbeat
                      port: 8080
                  securityContext:
                    runAsUser: 101
                    runAsGroup: 101
                    runAsNonRoot: true
                    allowPrivilegeEscalation: false
                  volumeMounts:
                    - name: auth
                      mountPath: /etc/nginx/nginx.conf
                      subPath: nginx.conf
                      readOnly: true
                    # The whole folder: a file alone never sees that the secret changes.
                    - name: auth
                      mountPath: /etc/chroma
                      readOnly: true
                    - name: tmp
                      mountPath: /tmp
              volumes:
                - name: data
                  persistentVolumeClaim:
                    claimName: chroma-data
                - name: auth
                  secret:
                    secretName: chroma-auth
                    defaultMode: 0440
                - name: tmp
                  emptyDir: {}
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: chromadb
        spec:
          selector:
            app: chromadb
          ports:
            - port: 8000
              targetPort: 8080

        """)
    return text
  }
}
