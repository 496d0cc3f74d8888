package io.serai;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Groups of classes of which each needs, directly or by others, all the others; a nested class counts as the one around it.
 *
 * <p>Written out, because ArchUnit's search for cycles of slices left some of them out when each class was a slice.
 */
final class ClassCycles {

    private final Map<String, Set<String>> needs = new TreeMap<>();

    ClassCycles(JavaClasses classes) {
        for (JavaClass each : classes) {
            String from = outermost(each);
            Set<String> targets = needs.computeIfAbsent(from, name -> new TreeSet<>());
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                String to = outermost(dependency.getTargetClass().getBaseComponentType());
                if (to.startsWith("io.serai.") && !to.equals(from)) {
                    targets.add(to);
                }
            }
        }
    }

    private static String outermost(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "");
    }

    /** Every such group of at least two. */
    List<Set<String>> groups() {
        Map<String, Set<String>> reached = new TreeMap<>();
        needs.keySet().forEach(name -> reached.put(name, reached(name)));
        List<Set<String>> groups = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String name : needs.keySet()) {
            Set<String> group = new TreeSet<>(reached.getOrDefault(name, Set.of()));
            group.removeIf(other -> !reached.getOrDefault(other, Set.of()).contains(name));
            if (group.size() > 1 && seen.addAll(group)) {
                groups.add(group);
            }
        }
        return groups;
    }

    private Set<String> reached(String from) {
        Set<String> reached = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(Set.of(from));
        while (!next.isEmpty()) {
            for (String target : needs.getOrDefault(next.pop(), Set.of())) {
                if (reached.add(target)) {
                    next.push(target);
                }
            }
        }
        return reached;
    }
}
