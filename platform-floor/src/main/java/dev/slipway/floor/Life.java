package dev.slipway.floor;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The life of one platform process, which ends at a step that was chosen: a call to the engine or to the
 * database, or one of the platform's own {@link dev.slipway.step.Step}s. What the process did before stands; nothing that its threads try afterwards reaches anything, but for the end of a
 * transaction that was open, which PostgreSQL rolls back when a process is gone. It is bound to a thread and to all that it
 * begins; a thread with no life of its own never dies.
 */
public final class Life {
    private static final InheritableThreadLocal<@Nullable Life> CURRENT = new InheritableThreadLocal<>();

    private final AtomicInteger left;
    private final String last;
    private final Map<String, Integer> met = new ConcurrentHashMap<>();
    private volatile boolean over;
    private volatile String end = "";

    /**
     * A life.
     *
     * @param steps after how many it ends: 0, at its first
     */
    public Life(int steps) {
        this(steps, "");
    }

    private Life(int steps, String last) {
        this.left = new AtomicInteger(steps);
        this.last = last;
    }

    /** One that ends at the first step of that name, if it comes to one. */
    public static Life endingAt(String step) {
        return new Life(Integer.MAX_VALUE, step);
    }

    /** One that ends by {@link #end()} alone. */
    public static Life untilEnded() {
        return new Life(Integer.MAX_VALUE);
    }

    /** Work of a process. */
    public interface Work {
        void run() throws InterruptedException;
    }

    /**
     * Does work as the process that has this life.
     *
     * @return whether it lived to the work's end
     */
    public boolean live(Work work) throws InterruptedException {
        Life before = CURRENT.get();
        CURRENT.set(this);
        try {
            work.run();
        } catch (Death e) {
            // as the platform's own process says nothing any more
        } catch (RuntimeException e) {
            if (!over) {
                throw e;
            }
        } finally {
            CURRENT.set(before);
        }
        return !over;
    }

    /** Ends it now, whatever it is at. */
    public void end() {
        over = true;
    }

    /** At what it ended; empty while it lasts. */
    public String endedAt() {
        return end;
    }

    /** The names of all the steps that it came to. */
    public Set<String> met() {
        return Set.copyOf(met.keySet());
    }

    /** How often it came to the steps of that name, or whose names begin so. */
    public int count(String beginning) {
        return met.entrySet().stream()
                .filter(step -> step.getKey().startsWith(beginning))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    public boolean isOver() {
        return over;
    }

    /** A step of the life that this thread is in. */
    static void step(String what) {
        Life life = CURRENT.get();
        if (life == null) {
            return;
        }
        life.met.merge(what, 1, Integer::sum);
        if (!life.over && (life.left.getAndDecrement() <= 0 || what.equals(life.last))) {
            life.end = what;
            life.over = true;
        }
        if (life.over) {
            throw new Death(what);
        }
    }

    /** Whether this thread is one of a process that is gone. */
    static boolean isOverHere() {
        Life life = CURRENT.get();
        return life != null && life.over;
    }

    /** Nothing catches it that goes on afterwards. */
    static final class Death extends Error {
        private static final long serialVersionUID = 1L;

        Death(String step) {
            super("the process is gone, at " + step);
        }
    }
}
