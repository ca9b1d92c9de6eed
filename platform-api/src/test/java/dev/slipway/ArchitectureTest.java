package dev.slipway;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.workspace.Workspace;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

@AnalyzeClasses(packages = "dev.slipway", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final int MOST_PARAMETERS = 8;

    @ArchTest
    static final ArchRule ROOMS_ARE_WALKED_IN_ONE_DIRECTION =
            slices().matching("dev.slipway.(**)").should().beFreeOfCycles();

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

    /** What is within one, and what follows when it is kept, is known to it alone. */
    @ArchTest
    static final ArchRule ONLY_THE_DATABASE_BEGINS_TRANSACTIONS = noClasses()
            .that()
            .resideOutsideOfPackage("dev.slipway.database")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus.narayana..", "jakarta.transaction..");

    /** It hands out parts that are not asked within a transaction; a recipe is built by a process that has none. */
    @ArchTest
    static final ArchRule ONLY_ONE_MAKES_THE_ENGINE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.slipway.runtime..")
            .and()
            .doNotHaveSimpleName("EngineProducer")
            .and()
            .doNotHaveSimpleName("RecipeBuild")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("dev.slipway.runtime.docker..").or(type(ContainerEngine.class)));

    /** It does not ask them within a transaction. */
    @ArchTest
    static final ArchRule ONLY_PINS_ASK_REGISTRIES = noClasses()
            .that()
            .resideOutsideOfPackage("dev.slipway.catalog..")
            .and()
            .doNotHaveSimpleName("Pins")
            .and()
            .doNotHaveSimpleName("RegistryProducer")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("dev.slipway.catalog.registry.RegistryClient");

    /** Where a workspace stands, what is wished of it and why are written in one place; the table reads what was written. */
    @ArchTest
    static final ArchRule ONLY_TRANSITIONS_CHANGE_A_WORKSPACE = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.slipway.workspace.WorkspaceDraft")
            .and()
            .doNotHaveFullyQualifiedName("dev.slipway.workspace.WorkspaceRow")
            .should()
            .callConstructorWhere(target(owner(type(Workspace.class))));

    @ArchTest
    static final ArchRule ONLY_TRANSITIONS_WRITE_A_ROW = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.slipway.workspace.Transition")
            .and()
            .doNotHaveFullyQualifiedName("dev.slipway.workspace.WorkspaceDraft")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("dev.slipway.workspace.WorkspaceDraft");

    @ArchTest
    static final ArchRule ONLY_THE_DATABASE_HAS_CONNECTIONS = noClasses()
            .that()
            .resideOutsideOfPackage("dev.slipway.database")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javax.sql..", "io.agroal..");

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

    /** Who needs more does more than one thing. A record that tells what an image, a GPU or an answer is, is as wide as that. */
    @ArchTest
    static final ArchRule NOBODY_NEEDS_MORE_THAN_EIGHT_OTHERS = constructors()
            .that()
            .areDeclaredInClassesThat(DescribedPredicate.describe(
                    "are no document and no library's record",
                    type -> !type.isAnnotatedWith(Schema.class)
                            && !(type.isRecord()
                                    && type.getPackageName().matches("dev\\.slipway\\.(runtime|catalog)(\\..*)?"))))
            .should(new ArchCondition<>("have at most " + MOST_PARAMETERS + " parameters") {
                @Override
                public void check(JavaConstructor constructor, ConditionEvents events) {
                    int parameters = constructor.getRawParameterTypes().size();
                    events.add(new SimpleConditionEvent(
                            constructor,
                            parameters <= MOST_PARAMETERS,
                            constructor.getFullName() + " has " + parameters));
                }
            });
}
