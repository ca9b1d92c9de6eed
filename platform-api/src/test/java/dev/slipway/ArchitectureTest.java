package dev.slipway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.slipway", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule ROOMS_ARE_WALKED_IN_ONE_DIRECTION =
            slices().matching("dev.slipway.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule LIBRARIES_KNOW_NEITHER_EACH_OTHER_NOR_THE_PLATFORM = noClasses()
            .that()
            .resideInAPackage("dev.slipway.catalog..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.slipway.runtime..", "io.quarkus..", "jakarta..");

    @ArchTest
    static final ArchRule ONLY_THE_RUNTIME_SPEAKS_WITH_THE_ENGINE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.slipway.runtime..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.github.dockerjava..");

    /** It sees to it that none is begun within another, which would wait for itself. */
    @ArchTest
    static final ArchRule ONLY_THE_DATABASE_BEGINS_TRANSACTIONS = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.slipway.database.Database")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.quarkus.narayana.jta.QuarkusTransaction")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("jakarta.transaction.UserTransaction");

    /** Three look at the role themselves, since who lacks it may log in, log out, and be told so. */
    @ArchTest
    static final ArchRule NOBODY_ENTERS_WITHOUT_A_ROLE = classes()
            .that()
            .areAnnotatedWith("jakarta.ws.rs.Path")
            .and()
            .doNotHaveSimpleName("LoginResource")
            .and()
            .doNotHaveSimpleName("LogoutResource")
            .and()
            .doNotHaveSimpleName("HandoverResource")
            .should()
            .beAnnotatedWith("jakarta.annotation.security.RolesAllowed");

    @ArchTest
    static final ArchRule HAS_A_ROOM_FOR_EVERYTHING = noClasses()
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper");
}
