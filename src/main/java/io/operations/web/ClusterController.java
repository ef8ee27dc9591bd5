package io.operations.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.operations.member.Member;
import io.operations.member.MemberService;
import io.operations.operation.OperationException;
import io.operations.requestor.AccessPolicy;
import io.operations.requestor.Caller;
import io.operations.requestor.Permission;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** {@code /1.0/cluster}: the members, as far as stock clients show them and operators ask for them. */
@RestController
@RequestMapping("/1.0/cluster")
class ClusterController {

    private static final int PORTION = 1_000;

    private final MemberService member;
    private final ListPages pages;

    ClusterController(MemberService member, ListPages pages) {
        this.member = member;
        this.pages = pages;
    }

    @GetMapping
    Envelope cluster() {
        return Envelope.sync(new ClusterView(member.name(), true));
    }

    @GetMapping("/members")
    void list(
            @RequestParam(defaultValue = "") String recursion,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String after,
            Caller viewer,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        AccessPolicy.requireOnServer(viewer, Permission.CAN_VIEW_OPERATIONS);
        var query = PageQuery.of(recursion, limit, after, Member::isName, "the name of a member");
        pages.answer(query, query.urlsOnly() ? urls() : objects(), viewer, request, response);
    }

    private ListPages.Kind<?> urls() {
        return ListPages.Kind.ofKeys(member::names, ClusterController::url);
    }

    private ListPages.Kind<?> objects() {
        return new ListPages.Kind<>(member::members, Member::name, MemberView::of, PORTION);
    }

    @GetMapping("/members/{name}")
    Envelope get(@PathVariable String name, Caller viewer) {
        AccessPolicy.requireOnServer(viewer, Permission.CAN_VIEW_OPERATIONS);
        return Envelope.sync(member.find(name)
                .map(MemberView::of)
                .orElseThrow(() -> new OperationException.NotFound("Cluster member not found")));
    }

    /** Whoever starts a member gives it any name. */
    private static String url(String name) {
        return UriComponentsBuilder.fromPath("/1.0/cluster/members/")
                .pathSegment(name)
                .encode()
                .toUriString();
    }

    /** The cluster, as clients see it. A lone member is one too: others may come at any time. */
    record ClusterView(@JsonProperty("server_name") String serverName, boolean enabled) {}

    /**
     * A member, as clients see it.
     *
     * @param config since when it is there, and when it was last heard
     */
    record MemberView(
            @JsonProperty("server_name") String serverName,
            String url,
            String status,
            String message,
            Map<String, String> config) {

        static MemberView of(Member member) {
            var address = member.address();
            return new MemberView(
                    member.name(),
                    address == null ? "" : address.toString(),
                    status(member),
                    message(member),
                    Map.of(
                            "joined_at", member.joinedAt().toString(),
                            "heartbeat_at", member.heartbeatAt().toString()));
        }

        /** Of the four words that clients know. */
        private static String status(Member member) {
            return switch (member.state()) {
                case ONLINE -> "Online";
                case DRAINING -> "Evacuated";
                case OFFLINE -> "Offline";
            };
        }

        private static String message(Member member) {
            return switch (member.state()) {
                case ONLINE -> "Fully operational";
                case DRAINING -> "Leaving: it takes on nothing new, and finishes what it has";
                case OFFLINE -> "Not heard since " + member.heartbeatAt();
            };
        }
    }
}
