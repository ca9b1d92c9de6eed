package dev.slipway.runtime.compatibility;

import java.util.List;

/**
 * The rules of <a href="https://docs.nvidia.com/deploy/cuda-compatibility/">CUDA Compatibility</a>: a pure function of the
 * published tables, the driver, the GPU and the image.
 */
public final class Compatibility {
    private final CudaReleases releases;

    public Compatibility(CudaReleases releases) {
        this.releases = releases;
    }

    /** Judges what the image demands, one demand after another, and then its CUDA. */
    public Verdict check(CudaImage image, HostDriver driver, CardFacts card) {
        RequirementFacts facts = new RequirementFacts(driver.cuda(), driver.version(), card.capability(), card.brand());
        List<Reason> unmet = image.demands().unmet(facts);
        Verdict verdict = unmet.isEmpty()
                ? image.toolkit()
                        .map(toolkit -> new Judgement(releases, image, toolkit, card, facts).verdict())
                        .orElseGet(() -> new Verdict.NotNeeded(List.of()))
                : new Verdict.Refused(unmet, image.toolkit().flatMap(releases::nativeFrom));
        return verdict.with(image.demands().unread());
    }
}
