package dev.slipway.runtime.gpu;

/** NVIDIA's brands, in the order of {@code nvmlBrandType_t}; the words are those of {@code NVIDIA_REQUIRE_CUDA}. */
public enum Brand {
    UNKNOWN("unknown", Segment.OTHER),
    QUADRO("quadro", Segment.WORKSTATION),
    TESLA("tesla", Segment.DATA_CENTER),
    NVS("nvs", Segment.OTHER),
    GRID("grid", Segment.DATA_CENTER),
    GEFORCE("geforce", Segment.CONSUMER),
    TITAN("titan", Segment.CONSUMER),
    NVIDIA_VAPPS("vapps", Segment.DATA_CENTER),
    NVIDIA_VPC("vpc", Segment.DATA_CENTER),
    NVIDIA_VCS("vcs", Segment.DATA_CENTER),
    NVIDIA_VWS("vws", Segment.DATA_CENTER),
    NVIDIA_CLOUD_GAMING("cloudgaming", Segment.DATA_CENTER),
    QUADRO_RTX("quadrortx", Segment.WORKSTATION),
    NVIDIA_RTX("nvidiartx", Segment.WORKSTATION),
    NVIDIA("nvidia", Segment.DATA_CENTER),
    GEFORCE_RTX("geforcertx", Segment.CONSUMER),
    TITAN_RTX("titanrtx", Segment.CONSUMER);

    /** What a card is sold for; forward compatibility is for data centres and some workstations. */
    public enum Segment {
        DATA_CENTER,
        WORKSTATION,
        CONSUMER,
        OTHER
    }

    private final String word;
    private final Segment segment;

    Brand(String word, Segment segment) {
        this.word = word;
        this.segment = segment;
    }

    /** The brand of an NVML number; {@link #UNKNOWN} for one of a later library. */
    public static Brand ofNumber(int number) {
        return number >= 0 && number < values().length ? values()[number] : UNKNOWN;
    }

    public String word() {
        return word;
    }

    public Segment segment() {
        return segment;
    }
}
