package dev.slipway.runtime.compatibility;

import dev.slipway.runtime.gpu.DriverVersion;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether an image runs on one GPU under its host's driver. */
public sealed interface Verdict {
    /** What there is to say about it. */
    List<Reason> reasons();

    /** The same verdict with more to say. */
    default Verdict with(List<Reason> more) {
        List<Reason> all = Stream.concat(reasons().stream(), more.stream()).toList();
        return switch (this) {
            case NotNeeded notNeeded -> new NotNeeded(all);
            case Native full -> new Native(all);
            case MinorVersion minor -> new MinorVersion(all);
            case Forward forward -> new Forward(all);
            case Refused refused -> new Refused(all, refused.driver());
        };
    }

    default boolean runs() {
        return !(this instanceof Refused);
    }

    /** The image has no CUDA. */
    record NotNeeded(List<Reason> reasons) implements Verdict {
        public NotNeeded {
            reasons = List.copyOf(reasons);
        }
    }

    /** The driver is the toolkit's own or a later one. */
    record Native(List<Reason> reasons) implements Verdict {
        public Native {
            reasons = List.copyOf(reasons);
        }
    }

    /** The driver is older than the toolkit's own, and of its major version's time. */
    record MinorVersion(List<Reason> reasons) implements Verdict {
        public MinorVersion {
            reasons = List.copyOf(reasons);
        }
    }

    /** The image brings the user part of a newer driver. */
    record Forward(List<Reason> reasons) implements Verdict {
        public Forward {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * It would fail at run time.
     *
     * @param driver the oldest driver with which it would run; empty: no driver helps, or none is known
     */
    record Refused(List<Reason> reasons, Optional<DriverVersion> driver) implements Verdict {
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }
}
