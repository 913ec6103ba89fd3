# One image per service: docker build --target orders -t caravana-orders . (or --target invoices)
FROM eclipse-temurin:25-jdk AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/maven MAVEN_USER_HOME=/maven ./mvnw -B -q -Dmaven.repo.local=/maven/repository -pl orders-routes,invoices-routes -am -DskipTests package \
    && for service in orders invoices; do \
         java -Djarmode=tools -jar $service-routes/target/$service-routes.jar extract --layers --launcher --destination layers/$service; \
       done

FROM eclipse-temurin:25-jre AS service
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 caravana
WORKDIR /app
USER 10001
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "org.springframework.boot.loader.launch.JarLauncher"]

# The layers change ever more often from first to last.
FROM service AS orders
COPY --from=build /build/layers/orders/dependencies/ ./
COPY --from=build /build/layers/orders/spring-boot-loader/ ./
COPY --from=build /build/layers/orders/snapshot-dependencies/ ./
COPY --from=build /build/layers/orders/application/ ./
EXPOSE 8081 9081
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
    CMD curl -fsS "http://localhost:${MANAGEMENT_SERVER_PORT:-9081}/actuator/health/readiness"

FROM service AS invoices
COPY --from=build /build/layers/invoices/dependencies/ ./
COPY --from=build /build/layers/invoices/spring-boot-loader/ ./
COPY --from=build /build/layers/invoices/snapshot-dependencies/ ./
COPY --from=build /build/layers/invoices/application/ ./
EXPOSE 8082 9082
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
    CMD curl -fsS "http://localhost:${MANAGEMENT_SERVER_PORT:-9082}/actuator/health/readiness"
