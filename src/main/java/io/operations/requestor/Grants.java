package io.operations.requestor;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** What the configuration allows whom. */
@Component
@EnableConfigurationProperties(AccessSettings.class)
public final class Grants {

    private final List<AccessSettings.Grant> grants;

    Grants(AccessSettings settings) {
        grants = settings.grants();
    }

    /** What a user of that name may do, who is in these groups. */
    public Access ofUser(String name, Collection<String> groups) {
        return of(it -> it.users().contains(name) || it.groups().stream().anyMatch(groups::contains));
    }

    /** What a certificate may do beside what it is trusted with. */
    Access ofCertificate(String fingerprint) {
        return of(it -> it.certificates().contains(fingerprint));
    }

    private Access of(Predicate<AccessSettings.Grant> applies) {
        return grants.stream().filter(applies).map(AccessSettings.Grant::access).reduce(Access.NONE, Access::and);
    }
}
