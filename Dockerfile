# The service as an image. The base images can be others: both with bash, the second with apt-get as well, for a PostgreSQL to
# train on, and with the JVM that the cache is made by and for.
ARG BUILD_IMAGE=eclipse-temurin:25.0.4_7-jdk-noble
ARG RUNTIME_IMAGE=eclipse-temurin:25.0.4_7-jre-noble


# The jar, taken apart: libraries, which seldom change, and the service.
FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/var/cache/maven \
    ./mvnw -B -ntp -Dmaven.repo.local=/var/cache/maven -DskipTests -Djacoco.skip -Dspotless.check.skip package
RUN java -Djarmode=tools -jar target/operation-service-*.jar \
    extract --layers --application-filename operation-service.jar --destination layers
# The bill of materials lies beside the jar too, for scanners that do not look into it.
RUN jar xf target/operation-service-*.jar META-INF/sbom/application.cdx.json


# The service as it is laid out at run time, and nothing else yet.
FROM ${RUNTIME_IMAGE} AS service
WORKDIR /opt/operation-service
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/spring-boot-loader/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/application/ ./
COPY --from=build /build/META-INF/sbom/application.cdx.json ./sbom.cdx.json
COPY deploy/image/healthcheck /usr/local/bin/
# It does not start here before it is told who may call: see "Who may call" in the README.
ENV SERVER_ADDRESS=0.0.0.0 \
    SERVER_PORT=8080 \
    MANAGEMENT_SERVER_PORT=8081 \
    MANAGEMENT_SERVER_ADDRESS=0.0.0.0 \
    LOGGING_STRUCTURED_FORMAT_CONSOLE=ecs
EXPOSE 8080 8081


# The service runs once, on the files of the stage before: a cache is refused where a jar is another, or newer.
FROM service AS training
RUN apt-get update -q \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postgresql \
    && rm -rf /var/lib/apt/lists/*
COPY deploy/image/train deploy/image/with-postgres /usr/local/bin/
RUN with-postgres train operation-service.jar /operation-service.aot


FROM service
COPY --from=training /operation-service.aot ./
USER 10001:10001
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=3 CMD ["healthcheck"]
# JDK_JAVA_OPTIONS adds to these.
ENTRYPOINT ["java", "-XX:AOTCache=operation-service.aot", "-XX:MaxRAMPercentage=75", "-XX:+ExitOnOutOfMemoryError", \
    "-jar", "operation-service.jar"]

ARG RUNTIME_IMAGE
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="operation-service" \
      org.opencontainers.image.description="Long-running work behind any API: 202 and a URL, durable on PostgreSQL" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="${RUNTIME_IMAGE}"
