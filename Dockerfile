# Builds the extracted layout with an AOT cache: classes are loaded and linked from the cache, which halves the start.
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml ./
RUN mvn -B -q dependency:go-offline -DskipTests || true
COPY config config
COPY routes routes
COPY connectors connectors
COPY processors/src/main processors/src/main
COPY bench bench
RUN mvn -B -q package -DskipTests -Dspotless.check.skip=true
RUN java -Djarmode=tools -jar target/serai.jar extract --destination /serai

FROM eclipse-temurin:25-jre
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/* \
    && useradd --system --home /serai serai
WORKDIR /serai
COPY --from=build --chown=serai /serai /serai
RUN mkdir -p data && chown -R serai /serai
USER serai
# The flags must be the same when the cache is made and when it is used.
ENV JAVA_TOOL_OPTIONS="-XX:+UseCompactObjectHeaders --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
# One training run: start, answer one simulated call, stop.
RUN SERAI_DATA=/tmp/training SERAI_ADMIN_KEY=sk-serai-admin-training java -XX:AOTCacheOutput=serai.aot -jar serai.jar & pid=$! \
    && until curl -fs http://127.0.0.1:8080/actuator/health/readiness >/dev/null; do sleep 0.5; done \
    && key=$(curl -fs http://127.0.0.1:8080/admin/v1/keys -H 'Authorization: Bearer sk-serai-admin-training' \
           -H 'Content-Type: application/json' -d '{"name":"training"}' | sed 's/.*"key" *: *"\([^"]*\)".*/\1/') \
    && curl -fs http://127.0.0.1:8080/v1/chat/completions -H "Authorization: Bearer $key" \
           -H 'Content-Type: application/json' -d '{"model":"auto","messages":[{"role":"user","content":"Hello"}]}' >/dev/null \
    && kill $pid && wait $pid; test -f serai.aot && rm -rf /tmp/training
ENV SERVER_ADDRESS=0.0.0.0 SERAI_BROKER_HOST=0.0.0.0
EXPOSE 8080 61616
ENTRYPOINT ["java", "-XX:AOTCache=serai.aot", "-jar", "serai.jar"]
