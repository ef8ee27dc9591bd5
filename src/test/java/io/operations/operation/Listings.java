package io.operations.operation;

import io.operations.requestor.Visibility;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of operations as a whole. */
final class Listings {

    private Listings() {}

    /** All that is listed in a project; null for all projects. */
    static List<OperationView> all(OperationListing listing, @Nullable String project) {
        var views = new ArrayList<OperationView>();
        listing.list(new ListQuery(project, Visibility.ALL, ListQuery.MAX_LIMIT, null), views::add);
        return views;
    }

    static List<OperationView> children(OperationListing listing, OperationView parent) {
        var views = new ArrayList<OperationView>();
        listing.children(parent, null, views::add);
        return views;
    }
}
