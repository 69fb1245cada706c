using System.Text.Json;
using Microsoft.AspNetCore.Routing.Patterns;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Audit;

/// <summary>How a route that changes something is written down.</summary>
/// <param name="ThingKind">Of what its address names, such as <c>school</c>.</param>
/// <param name="IdFrom">The address's parameter that has the thing's id; null where the thing is new.</param>
/// <param name="Told">Members of the body, or parameters of the address, that say what was asked for, where no look at the thing can; never a secret.</param>
internal sealed record AuditedRoute(AuditAction Action, string Operation, string ThingKind, string? IdFrom, params IReadOnlyList<string> Told)
{
    /// <summary>
    /// Written with the first write of the request, whatever that is: the thing itself does not change, or not only it.
    /// Otherwise it is written with the write that changes the thing.
    /// </summary>
    public bool IsAtFirstWrite => Action is AuditAction.Command or AuditAction.Share or AuditAction.Download || !AuditThings.Knows(ThingKind);

    /// <summary>Reads a file, and may be asked only to try.</summary>
    public bool IsImport => Operation.StartsWith("import", StringComparison.Ordinal);

    /// <summary>Routes whose address and method do not say it all.</summary>
    private static readonly Dictionary<string, AuditedRoute> s_special = new AuditedRoute[]
    {
        new(AuditAction.SignIn, "signIn", "session", null),
        new(AuditAction.SignIn, "signInByLink", "session", null),
        new(AuditAction.SignIn, "signInScreen", "session", null),
        new(AuditAction.SignIn, "setUp", "account", null),
        new(AuditAction.Change, "resetPassword", "account", null),
        new(AuditAction.SignIn, "finishSingleSignOn", "account", null),
        new(AuditAction.SignOut, "signOut", "session", null),
        new(AuditAction.SignOut, "signOutEverywhere", "session", null),
        new(AuditAction.SignOut, "backChannelLogout", "session", null),
        new(AuditAction.SignOut, "endOwnSession", "session", null),
        new(AuditAction.Change, "changePassword", "account", null),
        new(AuditAction.Change, "beginSecondFactor", "account", null),
        new(AuditAction.Change, "confirmSecondFactor", "account", null),
        new(AuditAction.Change, "endSecondFactor", "account", null),
        new(AuditAction.Create, "importAccounts", "account", null),
        new(AuditAction.Change, "countAsset", "stock-take", "id", "code", "roomId"),
        new(AuditAction.Change, "forgetCount", "stock-take", "id", "number"),
        new(AuditAction.Change, "setAssetLives", "asset-lives", null),
        new(AuditAction.Change, "transferAsset", "asset", "id", "reason", "on"),
        new(AuditAction.Change, "setAssetState", "asset", "id", "reason", "on"),
        new(AuditAction.Change, "endAccountSecondFactor", "account", "id"),
        new(AuditAction.Change, "inviteAccount", "account", "id"),
        new(AuditAction.Change, "createJoinCode", "room", "id"),
        new(AuditAction.Command, "sendCommand", "room", "id", "action", "title", "teacher"),
        new(AuditAction.Command, "sendDeviceCommand", "room", "id", "capability", "action", "arguments"),
        new(AuditAction.Command, "runScene", "room", "id"),
        new(AuditAction.Command, "watchWire", "room", "id"),
        new(AuditAction.Command, "retryQuarantinedItem", "room", "id", "itemId"),
        new(AuditAction.Command, "deleteQuarantinedItem", "room", "id", "itemId"),
        new(AuditAction.Command, "createBulkCommand", "bulk-command", null, "capability", "action", "arguments"),
        new(AuditAction.Command, "cancelBulkCommand", "bulk-command", "bulk"),
        new(AuditAction.Command, "endLinkedLesson", "linked-lesson", "id"),
        new(AuditAction.Command, "extendLinkedLesson", "linked-lesson", "id", "minutes"),
        new(AuditAction.Command, "inviteRoom", "linked-lesson", "id", "roomId"),
        new(AuditAction.Command, "releaseRoom", "linked-lesson", "id"),
        new(AuditAction.Command, "setFloor", "linked-lesson", "id", "roomId"),
        new(AuditAction.Command, "setLayout", "linked-lesson", "id", "layout", "mainSource"),
        new(AuditAction.Share, "createLink", "recording", "id", "hours"),
        new(AuditAction.Share, "createCollectionLink", "collection", "id", "hours"),
        new(AuditAction.Change, "addToCollection", "collection", "id"),
        new(AuditAction.Change, "removeFromCollection", "collection", "id", "recordingId"),
        new(AuditAction.Change, "moveInCollection", "collection", "id", "recordingId", "before"),
        new(AuditAction.Change, "acceptApprovalRequest", "approval-request", "id"),
        new(AuditAction.Change, "returnApprovalRequest", "approval-request", "id"),
        new(AuditAction.Change, "restoreRecording", "recording", "id"),
        new(AuditAction.Delete, "discardRecording", "recording", "id"),
        new(AuditAction.Download, "createDownload", "recording", "id", "view"),
        new(AuditAction.Download, "createEditedDownload", "recording", "id", "view", "second", "layout", "titleCard"),
        new(AuditAction.Share, "createLiveLink", "room", "id", "hours"),
        new(AuditAction.Delete, "revokeLiveLink", "live-link", "linkId"),
        new(AuditAction.Create, "sayInRoomChat", "chat-message", null),
        new(AuditAction.Delete, "deleteRoomChatMessage", "chat-message", "messageId"),
        new(AuditAction.Change, "endMaintenanceWindow", "maintenance-window", "id"),
        new(AuditAction.Create, "createFloorPlan", "floor-plan", null),
        new(AuditAction.Change, "setSpecialDay", "special-day", null, "placeId", "date", "taughtAs", "note"),
        new(AuditAction.Delete, "deleteSpecialDay", "special-day", "placeId/date"),
        new(AuditAction.Command, "pingWebhook", "webhook", "id"),
        new(AuditAction.Command, "replayDelivery", "webhook", "id"),
        new(AuditAction.Command, "testNoticeChannel", "notice-channel", "id", "address"),
        new(AuditAction.Command, "replayNoticeDelivery", "notice-delivery", "id"),
        new(AuditAction.Command, "checkAudit", "audit", null),
    }.ToDictionary(route => route.Operation, StringComparer.Ordinal);

    /// <summary>What an address names, the most special first.</summary>
    private static readonly (string Prefix, string Kind)[] s_kinds =
    [
        ("/api/v1/rooms/{id}/device-configuration", "device-configuration"),
        ("/api/v1/schools/{id}/remote-limits", "remote-limit"),
        ("/api/v1/floor-plans", "floor-plan"),
        ("/api/v1/timetable/schools", "school-timetable"),
        ("/api/v1/timetable/rooms", "room-timetable"),
        ("/api/v1/timetable/terms", "term"),
        ("/api/v1/timetable/bells", "bell-plan"),
        ("/api/v1/timetable/lessons", "timetable-lesson"),
        ("/api/v1/timetable/swaps", "swap"),
        ("/api/v1/timetable/imports", "timetable-import"),
        ("/api/v1/timetable/feeds", "timetable-feed"),
        ("/api/v1/fleet/imports", "fleet-import"),
        ("/api/v1/regions", "region"),
        ("/api/v1/schools", "school"),
        ("/api/v1/rooms", "room"),
        ("/api/v1/alarms", "alarm"),
        ("/api/v1/maintenance-windows", "maintenance-window"),
        ("/api/v1/recordings", "recording"),
        ("/api/v1/collections", "collection"),
        ("/api/v1/retention-rules", "retention-rule"),
        ("/api/v1/approval-requests", "approval-request"),
        ("/api/v1/downloads", "download"),
        ("/api/v1/download-rules", "download-rule"),
        ("/api/v1/accounts", "account"),
        ("/api/v1/stock-takes", "stock-take"),
        ("/api/v1/assets/imports", "asset-import"),
        ("/api/v1/assets", "asset"),
        ("/api/v1/tokens", "token"),
        ("/api/v1/webhooks", "webhook"),
        ("/api/v1/notices/channels", "notice-channel"),
        ("/api/v1/notices/deliveries", "notice-delivery"),
        ("/api/v1/notices/own", "notice"),
        ("/api/v1/pairings", "pairing"),
        ("/api/v1/linked-lessons", "linked-lesson"),
        ("/api/v1/visit-notes", "visit-note"),
        ("/api/v1/usage-targets", "usage-target"),
        ("/api/v1/report-exports", "report-export"),
        ("/api/v1/frozen-reports", "frozen-report"),
    ];

    /// <summary>Everything that may change something has one, also a route that nobody thought of here.</summary>
    public static AuditedRoute Of(RouteEndpoint endpoint, string method)
    {
        var operation = Name(endpoint, method);
        if (s_special.TryGetValue(operation, out var special)) return special;
        var path = "/" + endpoint.RoutePattern.RawText!.Trim('/');
        var kind = s_kinds.FirstOrDefault(known => path.StartsWith(known.Prefix, StringComparison.Ordinal)).Kind ?? endpoint.RoutePattern.PathSegments.SelectMany(segment => segment.Parts)
            .OfType<RoutePatternLiteralPart>().Select(part => part.Content).LastOrDefault(part => part is not ("api" or "v1")) ?? "";
        var id = endpoint.RoutePattern.Parameters is [var only, ..] ? only.Name : null;
        return new AuditedRoute(ActionOf(method, id), operation, kind, id);
    }

    public static string Name(RouteEndpoint endpoint, string method) =>
        endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? $"{method} {endpoint.RoutePattern.RawText}";

    /// <summary>The ids that the address says.</summary>
    public IReadOnlyList<string> Ids(RouteValueDictionary values)
    {
        if (IdFrom is null) return [];
        var parts = IdFrom.Split('/').Select(name => values.TryGetValue(name, out var value) ? value as string : null).ToList();
        return parts.Contains(null) ? [] : [string.Join('/', parts)];
    }

    /// <summary>What address and body ask for, as far as it may be told.</summary>
    public Dictionary<string, string?> Asked(RouteValueDictionary values, JsonElement? body)
    {
        var asked = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var name in Told)
        {
            if (values.TryGetValue(name, out var value)) asked[name] = value as string;
        }
        if (body is not { ValueKind: JsonValueKind.Object } wish) return asked;
        foreach (var name in Told)
        {
            if (wish.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null) asked[name] = value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
        }
        return asked;
    }

    private static AuditAction ActionOf(string method, string? id) => method switch
    {
        "DELETE" => AuditAction.Delete,
        "POST" when id is null => AuditAction.Create,
        _ => AuditAction.Change,
    };
}
