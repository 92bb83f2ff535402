# The images of Shapegate, one target for each service: gatekeeper, policy, proxy, demo. The target dev-electric is for tests.
#   docker build --target proxy -t shapegate/proxy .

# ---- Build: what changes seldom comes first, so that a change of one service compiles that service alone ----

FROM maven:3-eclipse-temurin-25 AS sources
WORKDIR /sources
COPY . .
# Later stages copy from these two, and are built again only where their content has changed.
RUN mkdir /poms /common \
 && cp --parents pom.xml */pom.xml .mvn/jvm.config /poms/ \
 && cp -r --parents cluster.xml contract/src tokens/src launcher/src postgres/src /common/

# What the services have in common; in /shared, the libraries of others that all of them need.
FROM maven:3-eclipse-temurin-25 AS common
WORKDIR /build
COPY --from=sources /poms .
COPY --from=sources /common .
# Goals instead of phases, as phases would fetch what only tests need.
ENV COMPILE="resources:resources compiler:compile jar:jar" \
    LIBRARIES="dependency:copy-dependencies -DincludeScope=runtime"
RUN --mount=type=cache,id=shapegate-m2,target=/root/.m2,sharing=locked \
    mvn -q -B -ntp -pl contract,tokens,launcher,postgres $COMPILE \
 && mvn -q -B -ntp -pl launcher -am $COMPILE $LIBRARIES -DexcludeGroupIds=io.shapegate -DoutputDirectory=/shared
# Netty's own library as a file: a temporary folder that nothing may be executed from will do then.
RUN mkdir /native && cd /native && for jar in /shared/netty-transport-native-epoll-*-linux-*.jar; do jar xf $jar META-INF/native; done \
 && mv META-INF/native/*.so . && rm -r META-INF
COPY compose/lay-out /usr/local/bin/lay-out

FROM common AS build-gatekeeper
RUN --mount=type=cache,id=shapegate-m2,target=/root/.m2,sharing=locked lay-out libraries gatekeeper-verticle
COPY gatekeeper-verticle/src gatekeeper-verticle/src
RUN --mount=type=cache,id=shapegate-m2,target=/root/.m2,sharing=locked lay-out service gatekeeper-verticle

FROM common AS build-policy
RUN --mount=type=cache,id=shapegate-m2,target=/root/.m2,sharing=locked lay-out libraries policy-verticle
COPY policy-verticle/src policy-verticle/src
RUN --mount=type=cache,id=shapegate-m2,target=/root/.m2,sharing=locked lay-out service policy-verticle

FROM common AS build-proxy
RUN --mount=type=cache,id=shapegate-m2,target=/root/.m2,sharing=locked lay-out libraries proxy-verticle
COPY proxy-verticle/src proxy-verticle/src
RUN --mount=type=cache,id=shapegate-m2,target=/root/.m2,sharing=locked lay-out service proxy-verticle

# The demo's page, whose place is among the resources of its module.
FROM node:24-slim AS page
WORKDIR /build
# Whom the base image trusts, such as a company's own authority, and not only whom Node.js brings along.
ENV NODE_OPTIONS=--use-system-ca
COPY clients/demo/package.json clients/demo/package-lock.json clients/demo/.npmrc ./
RUN --mount=type=cache,id=shapegate-npm,target=/root/.npm,sharing=locked npm ci --omit=dev --loglevel=error
COPY clients/demo/ .
RUN npx vite build --logLevel warn --outDir /page

FROM common AS build-demo
RUN --mount=type=cache,id=shapegate-m2,target=/root/.m2,sharing=locked lay-out libraries demo
COPY demo/src demo/src
COPY --from=page /page demo/src/main/resources/io/shapegate/demo/page
RUN --mount=type=cache,id=shapegate-m2,target=/root/.m2,sharing=locked lay-out service demo

FROM common AS build-dev-electric
RUN --mount=type=cache,id=shapegate-m2,target=/root/.m2,sharing=locked lay-out libraries dev-electric
COPY dev-electric/src dev-electric/src
RUN --mount=type=cache,id=shapegate-m2,target=/root/.m2,sharing=locked lay-out service dev-electric

# ---- Run ----

FROM eclipse-temurin:25-jre AS runtime
WORKDIR /app
COPY launcher/jvm.options /app/
# The JVM's own classes, ready to be mapped into memory, for exactly the options that we use.
RUN java @jvm.options -Xshare:dump
COPY --chmod=755 compose/healthy compose/archive /app/
COPY compose/image.options /app/
COPY --from=common /native /app/native
COPY --from=common /shared /app/lib
# Fewer pools of the C library, which takes some tens of megabytes less.
ENV HOST=0.0.0.0 HOME=/tmp MALLOC_ARENA_MAX=2
ENTRYPOINT ["java", "@/app/jvm.options", "@/app/image.options", "-jar", "/app/app.jar"]
HEALTHCHECK --start-period=30s CMD ["/app/healthy"]

# Each service: libraries of others, then ours, then the archive of its classes, which a start maps instead of reading jars.
# Each has a user of its own: what belongs to one in a volume is closed to the others.
FROM runtime AS gatekeeper
COPY --from=build-gatekeeper /others /app/lib
COPY --from=build-gatekeeper /ours /app
ENV PORT=4001
EXPOSE 4001
RUN /app/archive AUTH_SECRET ALLOW_ANONYMOUS=true ELECTRIC_PROXY_URL=http://localhost:4000/proxy
USER 10001:10001

FROM runtime AS policy
COPY --from=build-policy /others /app/lib
COPY --from=build-policy /ours /app
ENV PORT=4003
EXPOSE 4003
RUN /app/archive DATABASE_URL=postgresql://nobody@127.0.0.1:1/none
USER 10002:10002

FROM runtime AS proxy
COPY --from=build-proxy /others /app/lib
COPY --from=build-proxy /ours /app
ENV PORT=4002
EXPOSE 4002
RUN /app/archive AUTH_SECRET ELECTRIC_SECRET ELECTRIC_URL=http://127.0.0.1:1
USER 10003:10003

FROM runtime AS demo
COPY --from=build-demo /others /app/lib
COPY --from=build-demo /ours /app
ENV PORT=4004
EXPOSE 4004
RUN /app/archive IDENTITY_SECRET IDENTITY_AUDIENCE=demo DATABASE_URL=postgresql://nobody@127.0.0.1:1/none
USER 10006:10006

# In place of electricsql/electric where that image is not to be had, with its entry point at the same path.
FROM eclipse-temurin:25-jre AS dev-electric
COPY --from=build-dev-electric /others /app/lib
COPY --from=build-dev-electric /ours /app
COPY --chmod=755 compose/dev-electric /app/bin/entrypoint
ENV HOST=0.0.0.0
EXPOSE 3000
ENTRYPOINT ["/app/bin/entrypoint"]
CMD ["start"]
