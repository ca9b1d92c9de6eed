package dev.slipway;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the platform. */
@QuarkusMain
public final class Slipway {
    private Slipway() {}

    /** Runs until the process is told to end. */
    public static void main(String... arguments) {
        // Quarkus refuses what is no URI by RFC 3986 with an empty answer, before any code of ours sees it. What a
        // workspace's server is asked for need not be one: dev.slipway.proxy.AppsRoute looks at every target instead.
        System.setProperty("vertx.disableURIValidation", "true");
        // Narayana tells this process's transactions from another's by a number that it holds: by default a port of the
        // loopback, on which it listens for nothing else. A UUID does as well and opens nothing.
        System.setProperty(
                "CoreEnvironmentBean.processImplementationClassName",
                "com.arjuna.ats.internal.arjuna.utils.UuidProcessId");
        // Bounds on connections: dev.slipway.connection.AcceptedConnections.
        System.setProperty(ChannelInitializerExtension.EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
        Quarkus.run(arguments);
    }
}
