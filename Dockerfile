# One target per service: docker build --target orders -t caravana-orders . (or invoices, or kong).
# The build arguments select other base images, such as those of a private registry.
ARG JDK_IMAGE=eclipse-temurin:25.0.4.1_1-jdk-noble
ARG JRE_IMAGE=eclipse-temurin:25.0.4.1_1-jre-noble
ARG KONG_IMAGE=kong:3.9.1-ubuntu
# For the labels of each image. The version is that of pom.xml; the revision is the commit that the images are built of.
ARG VERSION=1.0.0-SNAPSHOT
ARG REVISION=unknown

FROM ${JDK_IMAGE} AS build
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
# Maven reads the pom.xml of every module of the parent, although it builds three of them only.
COPY docs/examples/notifications-routes/pom.xml docs/examples/notifications-routes/
COPY local-stack/pom.xml local-stack/
COPY pulumi-java/pom.xml pulumi-java/
COPY route-tests/pom.xml route-tests/
COPY caravana-spring-boot-starter caravana-spring-boot-starter
COPY orders-routes orders-routes
COPY invoices-routes invoices-routes
# Downloads are kept in a cache mount. To use your own Maven settings, for example for a mirror, pass
# --secret id=maven-settings,src=$HOME/.m2/settings.xml. The jar is extracted without --launcher, to a plain jar with
# lib/, because the JVM's AOT cache supports only such a class path.
RUN --mount=type=cache,target=/maven,sharing=locked \
    --mount=type=secret,id=maven-settings \
    settings=/run/secrets/maven-settings \
    && if [ -f $settings ]; then set -- --settings $settings; fi \
    && MAVEN_USER_HOME=/maven ./mvnw "$@" -B -q -Dmaven.repo.local=/maven/repository -DskipTests \
         -pl orders-routes,invoices-routes -am package \
    && for service in orders invoices; do \
         java -Djarmode=tools -jar $service-routes/target/$service-routes.jar extract --layers \
           --application-filename application.jar --destination layers/$service || exit 1; \
       done

FROM ${JRE_IMAGE} AS service
WORKDIR /app
# The base image has neither curl nor wget, but bash supports TCP. The JVM needs about 200 MB in addition to the heap:
# with 60 per cent for the heap, 512 MB are enough.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD bash -c 'exec 3<>/dev/tcp/127.0.0.1/$MANAGEMENT_SERVER_PORT \
      && printf "GET /actuator/health/readiness HTTP/1.0\r\n\r\n" >&3 && read -r _ status _ <&3 && [ "$status" = 200 ]'
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-XX:AOTCache=/app/application.aot", \
  "-jar", "/app/application.jar"]
LABEL org.opencontainers.image.licenses="Apache-2.0"

# Layers of each service: libraries (shared), its classes, then the AOT cache of a training run, which ends when the
# context is refreshed. Flyway is off in that run, because it needs the database. The fixed heap size gives the same
# object layout on builders with more memory. The JVM ignores the cache if the modification time of a jar differs, so
# builders must not rewrite file times.
#
# /tmp is declared as a volume last: Fargate's empty volume at this path belongs to root unless the image declares a
# volume there, whose owner it takes over.
FROM service AS orders
COPY --from=build /build/layers/orders/dependencies/ ./
COPY --from=build /build/layers/orders/application/ ./
RUN --mount=type=tmpfs,target=/tmp SPRING_FLYWAY_ENABLED=false \
    java -Xmx512m -XX:AOTCacheOutput=/app/application.aot -Xlog:aot=error -Dspring.context.exit=onRefresh \
      -jar /app/application.jar
ENV MANAGEMENT_SERVER_PORT=9081
EXPOSE 8081 9081
VOLUME /tmp
USER 10001:10001
ARG VERSION
ARG REVISION
LABEL org.opencontainers.image.title="Caravana Orders" \
      org.opencontainers.image.description="Accepts orders over HTTP and publishes each as an event" \
      org.opencontainers.image.version="${VERSION}" org.opencontainers.image.revision="${REVISION}"

FROM service AS invoices
COPY --from=build /build/layers/invoices/dependencies/ ./
COPY --from=build /build/layers/invoices/application/ ./
RUN --mount=type=tmpfs,target=/tmp SPRING_FLYWAY_ENABLED=false \
    java -Xmx512m -XX:AOTCacheOutput=/app/application.aot -Xlog:aot=error -Dspring.context.exit=onRefresh \
      -jar /app/application.jar
ENV MANAGEMENT_SERVER_PORT=9082
EXPOSE 8082 9082
VOLUME /tmp
USER 10001:10001
ARG VERSION
ARG REVISION
LABEL org.opencontainers.image.title="Caravana Invoices" \
      org.opencontainers.image.description="Issues exactly one invoice for each placed order" \
      org.opencontainers.image.version="${VERSION}" org.opencontainers.image.revision="${REVISION}"

# Kong. kong-declarative/render replaces the placeholders of kong.yml at each start from the environment. Kong writes to
# /tmp only, has no admin API, serves health and metrics on 8100, and sends no version header. nginx limits the size of
# the body too, because request-size-limiting checks a body without Content-Length only after buffering it.
FROM ${KONG_IMAGE} AS kong
# Readable for Kong's user, whatever the file modes of the working tree.
COPY --chmod=755 kong-declarative/kong.yml kong-declarative/render /caravana/
ENV KONG_DATABASE=off \
    KONG_DECLARATIVE_CONFIG=/tmp/kong.yml \
    KONG_PREFIX=/tmp/kong \
    KONG_PROXY_LISTEN=0.0.0.0:8000 \
    KONG_STATUS_LISTEN=0.0.0.0:8100 \
    KONG_ADMIN_LISTEN=off \
    KONG_ADMIN_GUI_LISTEN=off \
    KONG_HEADERS=X-Kong-Request-Id \
    KONG_NGINX_HTTP_CLIENT_MAX_BODY_SIZE=2m \
    KONG_TRACING_INSTRUMENTATIONS=request \
    KONG_TRACING_SAMPLING_RATE=1
EXPOSE 8000 8100
VOLUME /tmp
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD bash -c 'exec 3<>/dev/tcp/127.0.0.1/8100 \
      && printf "GET /status/ready HTTP/1.0\r\n\r\n" >&3 && read -r _ status _ <&3 && [ "$status" = 200 ]'
ENTRYPOINT ["sh", "-c", \
  "umask 077 && /caravana/render /caravana/kong.yml >/tmp/kong.yml && exec /docker-entrypoint.sh \"$@\"", "kong"]
CMD ["kong", "docker-start"]
ARG VERSION
ARG REVISION
LABEL org.opencontainers.image.title="Caravana gateway" \
      org.opencontainers.image.description="Kong with the routes, consumers and plugins of kong.yml" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" org.opencontainers.image.revision="${REVISION}"
