package dev.slipway.runtime;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.slipway.runtime", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule KNOWS_NEITHER_PLATFORM_NOR_CATALOGUE = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.slipway.runtime..",
                    "java..",
                    "com.github.dockerjava..",
                    "com.sun.jna..",
                    "com.fasterxml.jackson..",
                    "org.apache.commons.compress..",
                    "org.slf4j..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule THE_SEAM_KNOWS_NO_ENGINE = noClasses()
            .that()
            .resideInAnyPackage(
                    "..engine..", "..container..", "..image..", "..imagebuild..", "..label..", "..quantity..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..docker..", "..inmemory..", "com.github.dockerjava..");
}
