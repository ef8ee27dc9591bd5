{{/* The service's properties, by their names; numbers as they were written, not as 1e+06. */}}
{{- define "operation-service.properties" -}}
{{- $all := dict "operations.authentication.trust-loopback" false -}}
{{- range $key, $value := .Values.properties -}}
{{- $whole := and (kindIs "float64" $value) (eq (toString (floor $value)) (toString $value)) -}}
{{- $_ := set $all $key (ternary (int64 (ternary $value 0 $whole)) $value $whole) -}}
{{- end -}}
{{- $_ := set $all "operations.shutdown.timeout" (printf "%ds" (int .Values.shutdown.timeoutSeconds)) -}}
{{- if .Values.authentication.trustEverybody -}}
{{- $_ := set $all "operations.authentication.trust-everybody" true -}}
{{- end -}}
{{- with .Values.monitoring.traces.endpoint -}}
{{- $_ := set $all "management.opentelemetry.tracing.export.otlp.endpoint" . -}}
{{- end -}}
{{- $grants := .Values.authentication.grants -}}
{{- if include "operation-service.hasClient" . -}}
{{- $client := list (include "operation-service.clientUser" .) -}}
{{- $grants = append $grants (dict "users" $client "projects" (list "default") "permissions" (list "can_create_operations")) -}}
{{- end -}}
{{- if $grants -}}{{- $_ := set $all "operations.access.grants" $grants -}}{{- end -}}
{{- if include "operation-service.hasEncryption" . -}}
{{- $_ := set $all "operations.encryption.key-file" "/etc/operation-service-keys/keys" -}}
{{- end -}}
{{- $_ := set $all "operations.database.tls" .Values.database.tls -}}
{{- with .Values.trustedProxies -}}{{- $_ := set $all "operations.web.trusted-proxies" . -}}{{- end -}}
{{- with .Values.http.allowedHosts -}}{{- $_ := set $all "operations.http.allowed-hosts" . -}}{{- end -}}
{{- $secrets := dict -}}
{{- range .Values.http.secrets -}}
{{- $file := printf "/etc/operation-service-secrets/%s" .name -}}
{{- $_ := set $secrets .name (dict "file" $file "projects" .projects "hosts" .hosts) -}}
{{- end -}}
{{- if $secrets -}}{{- $_ := set $all "operations.http.secrets" $secrets -}}{{- end -}}
{{- $tokens := fromYaml (include "operation-service.tokens" .) -}}
{{- $tls := fromYaml (include "operation-service.tls" .) -}}
{{ toYaml (merge $all $tokens $tls) }}
{{- end -}}

{{- define "operation-service.tokens" -}}
{{- with .Values.authentication -}}
{{- if eq .tokens "kubernetes" -}}
operations.jwt.issuer: {{ .kubernetes.issuer | quote }}
operations.jwt.audience: {{ .audience | quote }}
operations.jwt.jwk-set-uri: {{ .kubernetes.jwkSetUri | quote }}
operations.jwt.token-file: /var/run/secrets/operation-service/token
operations.jwt.ssl-bundle: kubernetes
spring.ssl.bundle.pem.kubernetes.truststore.certificate: file:/var/run/secrets/operation-service/ca.crt
{{- else if eq .tokens "oidc" -}}
operations.jwt.issuer: {{ .oidc.issuer | quote }}
operations.jwt.audience: {{ .audience | quote }}
operations.jwt.username-claim: {{ .oidc.usernameClaim | quote }}
operations.jwt.groups-claim: {{ .oidc.groupsClaim | quote }}
{{- if .oidc.jwkSetUri }}
operations.jwt.jwk-set-uri: {{ .oidc.jwkSetUri | quote }}
{{- end }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "operation-service.tls" -}}
{{- if include "operation-service.hasTls" . -}}
{{- $here := printf "%s.%s.svc:%d" (include "operation-service.fullname" .) .Release.Namespace (int .Values.service.tlsPort) -}}
operations.tls.port: 8443
operations.tls.address: 0.0.0.0
operations.tls.bundle: web
operations.tls.advertised-addresses: {{ default (list $here) .Values.tls.advertisedAddresses | toJson }}
spring.ssl.bundle.pem.web.keystore.certificate: file:/etc/operation-service-tls/tls.crt
spring.ssl.bundle.pem.web.keystore.private-key: file:/etc/operation-service-tls/tls.key
spring.ssl.bundle.pem.web.reload-on-update: true
{{- end -}}
{{- end -}}

{{/* How the database is reached: environment variables. Those who have a URL of their own need no key for it. */}}
{{- define "operation-service.databaseEnv" -}}
{{- $name := include "operation-service.fullname" . -}}
{{- $database := .Values.database -}}
{{- if .Values.trial.postgresql.enabled -}}
- name: SPRING_DATASOURCE_URL
  value: jdbc:postgresql://{{ $name }}-postgresql:5432/operations
- name: SPRING_DATASOURCE_USERNAME
  value: operations
{{ include "operation-service.secretEnv" (list "SPRING_DATASOURCE_PASSWORD" (printf "%s-postgresql" $name) "password") }}
{{- else if $database.existingSecret.name -}}
{{- $secret := $database.existingSecret -}}
{{- if $database.url -}}
- name: SPRING_DATASOURCE_URL
  value: {{ $database.url | quote }}
{{ else -}}
{{ include "operation-service.secretEnv" (list "SPRING_DATASOURCE_URL" $secret.name $secret.urlKey) }}
{{ end -}}
{{ include "operation-service.secretEnv" (list "SPRING_DATASOURCE_USERNAME" $secret.name $secret.usernameKey) }}
{{ include "operation-service.secretEnv" (list "SPRING_DATASOURCE_PASSWORD" $secret.name $secret.passwordKey) }}
{{- else -}}
{{- $secret := printf "%s-database" $name -}}
{{ include "operation-service.secretEnv" (list "SPRING_DATASOURCE_URL" $secret "url") }}
{{- if $database.username }}
{{ include "operation-service.secretEnv" (list "SPRING_DATASOURCE_USERNAME" $secret "username") }}
{{- end }}
{{- if $database.password }}
{{ include "operation-service.secretEnv" (list "SPRING_DATASOURCE_PASSWORD" $secret "password") }}
{{- end }}
{{- end }}
{{- if $database.hintsUrl }}
- name: OPERATIONS_MEMBER_HINTS_URL
  value: {{ $database.hintsUrl | quote }}
{{- end }}
{{- end -}}

{{/* The same for who changes the schema: the members' name, the owner's login. */}}
{{- define "operation-service.migrationEnv" -}}
{{- $database := .Values.database -}}
{{- $members := $database.existingSecret.name | default (printf "%s-database" (include "operation-service.fullname" .)) -}}
{{- $key := ternary $database.existingSecret.usernameKey "username" (ne $database.existingSecret.name "") -}}
- name: OPERATIONS_MIGRATION_MODE
  value: only
- name: SPRING_DATASOURCE_URL
  value: {{ $database.url | quote }}
{{ include "operation-service.secretEnv" (list "SPRING_DATASOURCE_USERNAME" $members $key) }}
{{- with $database.migration.existingSecret }}
{{ include "operation-service.secretEnv" (list "OPERATIONS_MIGRATION_USERNAME" .name .usernameKey) }}
{{ include "operation-service.secretEnv" (list "OPERATIONS_MIGRATION_PASSWORD" .name .passwordKey) }}
{{- end }}
{{- end -}}

{{- define "operation-service.secretEnv" -}}
- name: {{ index . 0 }}
  valueFrom:
    secretKeyRef:
      name: {{ index . 1 }}
      key: {{ index . 2 }}
{{- end -}}
