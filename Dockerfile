# Builds the extracted layout with an AOT cache: classes are loaded and linked from the cache, which halves the start.
# Tags move. For an image that can be built again, pin both bases by the digests that this prints for their names:
#   docker buildx imagetools inspect eclipse-temurin:25-jre --format '{{.Manifest.Digest}}'
#   docker build --build-arg RUN_IMAGE=eclipse-temurin:25-jre@sha256:… --build-arg BUILD_IMAGE=…@sha256:… .
ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-25
ARG RUN_IMAGE=eclipse-temurin:25-jre

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY pom.xml ./
RUN mvn -B -q dependency:go-offline -DskipTests || true
COPY LICENSE NOTICE ./
COPY config config
COPY routes routes
COPY connectors connectors
COPY processors/src/main processors/src/main
RUN mvn -B -q package -DskipTests -Dspotless.check.skip=true
RUN java -Djarmode=tools -jar target/serai.jar extract --destination /serai

FROM ${RUN_IMAGE}
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home /serai --shell /usr/sbin/nologin serai
WORKDIR /serai
# Root's, as all that follows but data/: a gateway that was broken into cannot change what it runs.
COPY --from=build /serai /serai
# The flags must be the same when the cache is made and when it is used.
ENV JAVA_TOOL_OPTIONS="-XX:+UseCompactObjectHeaders --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
# One training run: start, answer one simulated call, stop.
RUN admin=sk-serai-admin-$(head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n') \
    && { SERAI_DATA=/tmp/training SERAI_ADMIN_KEY=$admin java -XX:AOTCacheOutput=serai.aot -jar serai.jar & } \
    && pid=$! \
    && until curl -fs http://127.0.0.1:8080/actuator/health/readiness >/dev/null; do sleep 0.5; done \
    && key=$(curl -fs http://127.0.0.1:8080/admin/v1/keys -H "Authorization: Bearer $admin" \
           -H 'Content-Type: application/json' -d '{"name":"training"}' | sed 's/.*"key" *: *"\([^"]*\)".*/\1/') \
    && curl -fs http://127.0.0.1:8080/v1/chat/completions -H "Authorization: Bearer $key" \
           -H 'Content-Type: application/json' -d '{"model":"auto","messages":[{"role":"user","content":"Hello"}]}' >/dev/null \
    && kill $pid && wait $pid; test -f serai.aot && chmod 0444 serai.aot && rm -rf /tmp/* \
    && install -d -o serai -g serai -m 0700 data
USER serai
# HTTP asks everybody for a key. The embedded broker's port stays on loopback, inside the container, until SERAI_BROKER_HOST moves it.
ENV SERVER_ADDRESS=0.0.0.0
EXPOSE 8080
ENTRYPOINT ["java", "-XX:AOTCache=serai.aot", "-jar", "serai.jar"]
