package dev.slipway.runtime.firewall;

/**
 * How many connections one bridge may have, of any protocol: TCP, UDP and pings count alike. The kernel follows the connections of
 * the host and of all bridges in one table; when that is full, nobody opens another.
 *
 * <p>What is over is dropped, not refused: a program that was too quick for a moment connects a second later, when TCP asks
 * again, and a flood costs no answers.
 *
 * @param open at once, 1 to 1,000,000
 * @param perSecond new ones in the long run, 1 to 100,000; four seconds' worth may come at once
 */
public record ConnectionBounds(int open, int perSecond) {
    private static final int BURST_SECONDS = 4;

    /** A name is asked for twice, for an address of either kind. */
    private static final int QUESTIONS_FOR_EACH = 2;

    /** Connections to the name server, which takes few at once from all bridges together; UDP has no such bound. */
    private static final int OPEN_TO_NAME_SERVER = 2;

    public ConnectionBounds {
        if (open < 1 || open > 1_000_000) {
            throw new IllegalArgumentException("a bridge has 1 to 1000000 connections, not " + open);
        }
        if (perSecond < 1 || perSecond > 100_000) {
            throw new IllegalArgumentException("a bridge opens 1 to 100000 connections a second, not " + perSecond);
        }
    }

    /**
     * Two chains that take a packet to its end. The first: it is let through if it is of a connection that stands already, or of a new one
     * within the bounds. The sets have an element for each bridge that sends, made by its first packet.
     *
     * <p>A connection that has ended stays in the kernel's table for two minutes and is not counted as open any more: here it
     * leaves after ten seconds, so that what a bridge holds in all is bounded, by {@code open + 14 * perSecond}.
     *
     * <p>The second is for questions to a name server: each packet counts, since a name server works for each.
     */
    String rules(String opened, String questions) {
        return """
                  ct timeout brief {
                    protocol tcp; l3proto ip; policy = { time_wait: 10, close: 10 };
                  }
                  set rates {
                    type ifname; size 65535; flags dynamic, timeout; timeout 1m;
                  }
                  set connections {
                    type ifname; size 65535; flags dynamic;
                  }
                  chain %s {
                    ct status confirmed accept
                    update @rates { iifname limit rate over %d/second burst %d packets } drop
                    add @connections { iifname ct count over %d } drop
                    ct timeout set "brief"
                    accept
                  }
                  set asked {
                    type ifname; size 65535; flags dynamic, timeout; timeout 1m;
                  }
                  set asking {
                    type ifname; size 65535; flags dynamic;
                  }
                  chain %s {
                    update @asked { iifname limit rate over %d/second burst %d packets } drop
                    ct status confirmed accept
                    meta l4proto tcp add @asking { iifname ct count over %d } drop
                    goto %s
                  }
                """.formatted(
                        opened,
                        perSecond,
                        perSecond * BURST_SECONDS,
                        open,
                        questions,
                        perSecond * QUESTIONS_FOR_EACH,
                        perSecond * QUESTIONS_FOR_EACH * BURST_SECONDS,
                        OPEN_TO_NAME_SERVER,
                        opened);
    }
}
