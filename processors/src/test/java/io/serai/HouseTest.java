package io.serai;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.serai.doors.Door;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Producer;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The judge of the layers: who may know whom. */
@AnalyzeClasses(packages = "io.serai", importOptions = DoNotIncludeTests.class)
class HouseTest {

    @ArchTest
    static final ArchRule LAYERS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("app")
            .definedBy("io.serai", "io.serai.app..")
            .layer("steps")
            .definedBy("io.serai.steps..")
            .layer("admin")
            .definedBy("io.serai.admin..")
            .layer("rooms")
            .definedBy(
                    "io.serai.doors..",
                    "io.serai.keys..",
                    "io.serai.routing..",
                    "io.serai.providers..",
                    "io.serai.metering..",
                    "io.serai.simulator..",
                    "io.serai.live..")
            .layer("catalog")
            .definedBy("io.serai.catalog..", "io.serai.json..")
            .layer("call")
            .definedBy("io.serai.call..")
            .layer("chat, usage")
            .definedBy("io.serai.chat..", "io.serai.usage..")
            .whereLayer("app")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("steps")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("admin")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("rooms")
            .mayOnlyBeAccessedByLayers("steps", "admin", "app")
            .whereLayer("catalog")
            .mayOnlyBeAccessedByLayers("rooms", "steps", "admin", "app")
            .whereLayer("call")
            .mayOnlyBeAccessedByLayers("catalog", "rooms", "steps", "admin", "app");

    @ArchTest
    static final ArchRule ROOMS_DO_NOT_KNOW_THEIR_SIBLINGS = slices().matching(
                    "io.serai.(doors|keys|routing|providers|simulator|metering|live)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.serai.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_CYCLES_OF_PACKAGES =
            slices().matching("io.(**)").should().beFreeOfCycles();

    /** Where classes still need each other: to be taken apart when these rooms are next rebuilt. */
    private static final Set<String> ENTANGLED = Set.of("io.serai.steps.call", "io.serai.doors.queue.embedded.port");

    @ArchTest
    static void noClassNeedsOneThatNeedsIt(JavaClasses classes) {
        List<Set<String>> cycles = new ClassCycles(classes).groups();
        cycles.removeIf(group -> group.stream().map(classes::get).allMatch(HouseTest::mayNeedWhatNeedsIt));
        assertThat(cycles).as("classes that need each other").isEmpty();
    }

    /** A component of Camel makes endpoints, and these make producers and consumers, all of which know where they come from. */
    private static boolean mayNeedWhatNeedsIt(JavaClass type) {
        return ENTANGLED.contains(type.getPackageName())
                || Stream.of(Component.class, Endpoint.class, Producer.class, Consumer.class)
                        .anyMatch(type::isAssignableTo);
    }

    @ArchTest
    static final ArchRule THE_VOCABULARY_NEEDS_THE_JDK_ALONE = classes()
            .that()
            .resideInAnyPackage("io.serai.chat..", "io.serai.call..", "io.serai.usage..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.serai.chat..", "io.serai.call..", "io.serai.usage..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule CAMEL_LIVES_IN_STEPS_LIVE_AND_APP = noClasses()
            .that()
            .resideOutsideOfPackages("io.serai.steps..", "io.serai.live..", "io.serai.app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule A_DIALECT_OF_CALLERS_IS_KNOWN_TO_ITS_OWN_FOLDER_AND_TO_THE_WIRING =
            noClasses().that(areNotWiring()).should(knowTheFolderOfADoor());

    @ArchTest
    static void thereIsADoorToBeHidden(JavaClasses classes) {
        assertThat(classes.stream().filter(HouseTest::isDoor)).isNotEmpty();
    }

    @ArchTest
    static final ArchRule SQL_LIVES_IN_JDBC_CLASSES = noClasses()
            .that()
            .haveSimpleNameNotStartingWith("Jdbc")
            .and()
            .haveSimpleNameNotStartingWith("Ledger")
            .and(notInner())
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.springframework.jdbc..");

    @ArchTest
    static final ArchRule NOTHING_IS_CALLED_UTIL = noClasses()
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Impl");

    @ArchTest
    static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED =
            classes().that().haveSimpleName("package-info").should().beAnnotatedWith(NullMarked.class);

    /** More than that cannot be read in one go; package-info is not counted. */
    private static final int FILES_A_ROOM = 15;

    @ArchTest
    static void roomsAreSmall(JavaClasses classes) {
        Map<String, Long> files = classes.stream()
                .filter(type -> !type.isNestedClass() && !type.getSimpleName().equals("package-info"))
                .collect(groupingBy(JavaClass::getPackageName, TreeMap::new, counting()));
        files.values().removeIf(count -> count <= FILES_A_ROOM);
        assertThat(files).as("rooms of more than %d files", FILES_A_ROOM).isEmpty();
    }

    /** The first sentence of a type's Javadoc, in either way of writing it. */
    private static final Pattern FIRST_SENTENCE = Pattern.compile(
            "/\\*\\*(?<text>(?:(?!\\*/).)*)\\*/\\s*(?:@[\\w.]+(?:\\([^)]*\\))?\\s*)*(?:(?:public|private|protected|final"
                    + "|abstract|sealed|static|non-sealed) )*(?:class|interface|record|enum) (?<name>\\w+)",
            Pattern.DOTALL);

    private static final int SENTENCE = 100;

    @Test
    void aTypeSaysShortlyWhatItIs() throws IOException {
        List<String> tooLong = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("processors/src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher types = FIRST_SENTENCE.matcher(Files.readString(file));
                while (types.find()) {
                    String text = types.group("text")
                            .replaceAll("\\s*\\n\\s*\\*\\s?", " ")
                            .replaceAll("\\{@\\w+ ([^}]*)}", "$1")
                            .strip();
                    String sentence = text.split("(?<=[.!?:])\\s|\\s@|\\s<p>", 2)[0];
                    if (sentence.length() > SENTENCE) {
                        tooLong.add(file.getFileName() + " " + types.group("name") + ": " + sentence);
                    }
                }
            }
        }
        assertThat(tooLong)
                .as("first sentences of more than %d characters", SENTENCE)
                .isEmpty();
    }

    private static DescribedPredicate<JavaClass> areNotWiring() {
        return DescribedPredicate.describe(
                "are not the wiring of the rooms",
                javaClass -> !javaClass.getName().equals("io.serai.app.RoomsConfiguration"));
    }

    /** Whatever lies beside a class that is a door; all others know doors by {@link Door} alone. */
    private static ArchCondition<JavaClass> knowTheFolderOfADoor() {
        return new ArchCondition<>("know the folder of a door") {
            @Override
            public void check(JavaClass javaClass, ConditionEvents events) {
                for (Dependency dependency : javaClass.getDirectDependenciesFromSelf()) {
                    JavaPackage folder = dependency.getTargetClass().getPackage();
                    boolean foreign = !folder.getName().equals(javaClass.getPackageName());
                    if (foreign && folder.getClasses().stream().anyMatch(HouseTest::isDoor)) {
                        events.add(SimpleConditionEvent.satisfied(javaClass, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static boolean isDoor(JavaClass javaClass) {
        return !javaClass.isInterface() && javaClass.isAssignableTo(Door.class);
    }

    private static DescribedPredicate<JavaClass> notInner() {
        return DescribedPredicate.describe("top-level", javaClass -> !javaClass.isNestedClass());
    }
}
