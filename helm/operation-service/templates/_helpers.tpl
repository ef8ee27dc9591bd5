{{/* Names leave room for what is put behind them. */}}
{{- define "operation-service.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- $both := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- default $both .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "operation-service.serviceAccount" -}}
{{- default (ternary (include "operation-service.fullname" .) "default" .Values.serviceAccount.create) .Values.serviceAccount.name -}}
{{- end -}}

{{/* What no upgrade changes: called with the context and a component. */}}
{{- define "operation-service.selector" -}}
app.kubernetes.io/name: {{ default .context.Chart.Name .context.Values.nameOverride | trunc 63 }}
app.kubernetes.io/instance: {{ .context.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "operation-service.labels" -}}
{{ include "operation-service.selector" . }}
app.kubernetes.io/version: {{ .context.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .context.Chart.Name .context.Chart.Version }}
{{- end -}}

{{- define "operation-service.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ default $.Chart.AppVersion .tag }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Whether cert-manager makes the certificate. A cluster tells Helm which APIs it has; without a cluster there are none. */}}
{{- define "operation-service.hasCertManager" -}}
{{- $enabled := toString .Values.tls.certManager.enabled -}}
{{- $installed := .Capabilities.APIVersions.Has "cert-manager.io/v1" -}}
{{- $wanted := or (eq $enabled "true") (and (eq $enabled "auto") $installed) -}}
{{- if and $wanted (not .Values.tls.existingSecret) (ne (toString .Values.tls.enabled) "false") -}}true{{- end -}}
{{- end -}}

{{/* Whether there is a port for TLS. */}}
{{- define "operation-service.hasTls" -}}
{{- $enabled := toString .Values.tls.enabled -}}
{{- $certificate := or .Values.tls.existingSecret (include "operation-service.hasCertManager" .) -}}
{{- if or (eq $enabled "true") (and (eq $enabled "auto") $certificate) -}}true{{- end -}}
{{- end -}}

{{- define "operation-service.tlsSecret" -}}
{{- default (printf "%s-tls" (include "operation-service.fullname" .)) .Values.tls.existingSecret -}}
{{- end -}}

{{- define "operation-service.encryptionSecret" -}}
{{- default (printf "%s-encryption" (include "operation-service.fullname" .)) .Values.encryption.existingSecret -}}
{{- end -}}

{{- define "operation-service.hasEncryption" -}}
{{- if or .Values.encryption.generate .Values.encryption.existingSecret -}}true{{- end -}}
{{- end -}}

{{/* Where clients come in: the name of the Service's port. */}}
{{- define "operation-service.clientPort" -}}
{{- ternary "https" "http" .Values.tls.only -}}
{{- end -}}

{{/* The same as a number. */}}
{{- define "operation-service.clientPortNumber" -}}
{{- ternary .Values.service.tlsPort .Values.service.port .Values.tls.only -}}
{{- end -}}

{{- define "operation-service.hasClient" -}}
{{- if and .Values.authentication.client (eq .Values.authentication.tokens "kubernetes") -}}true{{- end -}}
{{- end -}}

{{/* Who the first command and the test are, as tokens name them. */}}
{{- define "operation-service.clientUser" -}}
system:serviceaccount:{{ .Release.Namespace }}:{{ include "operation-service.fullname" . }}-client
{{- end -}}

{{/* The first match of everything that would not work, or not be safe. */}}
{{- define "operation-service.check" -}}
{{- $database := .Values.database -}}
{{- if .Values.trial.postgresql.enabled -}}
{{- if or $database.url $database.existingSecret.name -}}
{{- fail "trial.postgresql.enabled and a database of your own: only one of them can be" -}}
{{- end -}}
{{- else if not (or $database.url $database.existingSecret.name) -}}
{{- fail "There is no database: set database.existingSecret.name (or database.url), or trial.postgresql.enabled=true to try the service out" -}}
{{- end -}}
{{- if and $database.existingSecret.name (or $database.username $database.password) -}}
{{- fail "database.username and database.password are not read where database.existingSecret.name is set" -}}
{{- end -}}
{{- if and $database.migration.existingSecret.name .Values.trial.postgresql.enabled -}}
{{- fail "database.migration and trial.postgresql.enabled: the trial has one role" -}}
{{- end -}}
{{- if and $database.migration.existingSecret.name (not (and $database.url (or $database.username $database.existingSecret.name))) -}}
{{- fail "database.migration needs database.url, without a user in it, and the login of the members: database.existingSecret.name, or database.username" -}}
{{- end -}}
{{- $tls := include "operation-service.hasTls" . -}}
{{- if and $tls (not .Values.tls.existingSecret) (not (include "operation-service.hasCertManager" .)) -}}
{{- fail "tls.enabled needs a certificate: set tls.existingSecret, or install cert-manager" -}}
{{- end -}}
{{- if and .Values.tls.only (not $tls) -}}
{{- fail "tls.only needs tls.enabled and a certificate" -}}
{{- end -}}
{{- if and (eq .Values.authentication.tokens "oidc") (not .Values.authentication.oidc.issuer) -}}
{{- fail "authentication.tokens=oidc needs authentication.oidc.issuer" -}}
{{- end -}}
{{- if and (eq .Values.authentication.tokens "none") (not $tls) (not .Values.authentication.trustEverybody) -}}
{{- fail "Nobody would ask who calls: set authentication.tokens or tls.enabled, or authentication.trustEverybody=true if everybody who can reach the service may do everything" -}}
{{- end -}}
{{- if and .Values.http.allowedHosts (hasKey .Values.properties "operations.http.allowed-hosts") -}}
{{- fail "http.allowedHosts and properties.operations.http.allowed-hosts: only one of them can be" -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{- fail "ingress.enabled needs ingress.hosts" -}}
{{- end -}}
{{- if and .Values.route.enabled (not .Values.route.parentRefs) -}}
{{- fail "route.enabled needs route.parentRefs" -}}
{{- end -}}
{{- with .Values.autoscaling -}}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) -}}
{{- fail "autoscaling.minReplicas must not be more than autoscaling.maxReplicas" -}}
{{- end -}}
{{- if and .enabled (not .cpuPercent) (not .pendingPerMember) -}}
{{- fail "autoscaling.enabled needs autoscaling.cpuPercent or autoscaling.pendingPerMember" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "operation-service.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}
