using System.Collections.Concurrent;
using Dapper;
using Microsoft.Net.Http.Headers;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Audit;
using Tongtang.HubServer.Collections;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Visits;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Playback;

/// <summary>
/// Who may play a recording: callers who may see it, and, of one that is public, holders of a link to it. A player asks for a
/// thousand segments: that a link is good is remembered for some seconds, but never beyond its end.
/// </summary>
internal sealed class PlaybackAccess(PlayableRecordings recordings, Sights sights, HubDatabase database, WatchBook watches, PlayLog plays, TimeProvider time)
{
    // Of the recording itself, or of a collection that it is in.
    private const string SelectLink = $"""
        SELECT MAX(expires_at_ms) FROM (
            SELECT expires_at_ms FROM media_link WHERE secret_hash = @hash AND recording_id = @id
            UNION ALL SELECT collection_link.expires_at_ms FROM collection_link JOIN collection_item ON collection_item.collection_id = collection_link.collection_id
            {CollectionLinks.OfItsPlace} WHERE collection_link.secret_hash = @hash AND collection_item.recording_id = @id) AS link
        """;

    /// <summary>Remembered answers; when full, all are forgotten and read again.</summary>
    private const int Capacity = 4096;

    private static readonly TimeSpan s_kept = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<(string Hash, string Recording), (DateTimeOffset ExpiresAt, long At)> _links = new();

    /// <summary>For the addresses of people and programs.</summary>
    public async ValueTask<object?> ByCallerAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (await OfCallerAsync(context) is not { } recording) return RefuseCaller(context);
        var caller = context.Features.Get<Caller>()!;
        if (!recording.Playable.Ended && context.Request.Query.ContainsKey(ReloadQuery.Wait) && context.GetRouteValue("view") is string view && MediaNames.IsView(view))
            await watches.SeeAsync(recording.Path.RoomId!, Watcher.Of(caller), view, WatchBook.AfterPicture, context.RequestAborted);
        await plays.PlayedAsync(context, Id(context));
        return await next(invocation);
    }

    /// <summary>For one picture on a card: to see it is not to play the recording.</summary>
    public async ValueTask<object?> LookByCallerAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next) =>
        await OfCallerAsync(invocation.HttpContext) is null ? RefuseCaller(invocation.HttpContext) : await next(invocation);

    /// <summary>The same for holders of a link.</summary>
    public async ValueTask<object?> LookByLinkAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next) =>
        await LeftAsync(invocation.HttpContext) is null ? RefuseLink(invocation.HttpContext) : await next(invocation);

    /// <summary>
    /// For addresses that carry a link's token. Pages of other origins may read what is behind them, so that a foreign
    /// player works: a token in the address is nothing that a browser adds by itself, and no cookie is looked at.
    /// </summary>
    public async ValueTask<object?> ByLinkAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        context.Response.Headers.AccessControlAllowOrigin = "*";
        context.Response.Headers.AccessControlExposeHeaders = $"{HeaderNames.ContentLength}, {HeaderNames.ContentRange}, {HeaderNames.ETag}";
        if (await LeftAsync(context) is not { } left) return RefuseLink(context);
        context.Features.Set(MediaCaching.OfLink(left));
        await plays.PlayedByLinkAsync(context, Id(context), Convert.ToHexStringLower(Secret.Hash((string?)context.GetRouteValue("token"))!));
        return await next(invocation);
    }

    /// <returns>Null: it is not the caller's to see.</returns>
    private async ValueTask<StoredRecording?> OfCallerAsync(HttpContext context) =>
        context.Features.Get<Caller>() is { } caller && await recordings.FindAsync(Id(context), context.RequestAborted) is { } recording
        && (await sights.OfAsync(caller, context.RequestAborted)).Covers(recording.Standing)
            ? recording
            : null;

    /// <returns>For how long the link is still good; null: it is not.</returns>
    private async ValueTask<TimeSpan?> LeftAsync(HttpContext context)
    {
        var left = await ExpiresAtAsync((string?)context.GetRouteValue("token"), Id(context), context.RequestAborted) - time.GetUtcNow();
        return left is { Ticks: > 0 } && await recordings.FindAsync(Id(context), context.RequestAborted) is { Standing: { InBin: false, Visibility: Visibility.Public } } ? left : null;
    }

    private async Task<DateTimeOffset?> ExpiresAtAsync(string? token, string id, CancellationToken cancellationToken)
    {
        if (!MediaNames.IsRecording(id) || Secret.Hash(token) is not { } hash) return null;
        var key = (Convert.ToHexString(hash), id);
        if (_links.TryGetValue(key, out var known) && time.GetElapsedTime(known.At) < s_kept) return known.ExpiresAt;
        await using var connection = await database.OpenAsync(cancellationToken);
        if (await connection.ExecuteScalarAsync<long?>(SelectLink, new { hash, id }) is not { } expiresAtMs) return null;
        if (_links.Count >= Capacity) _links.Clear();
        return (_links[key] = (DateTimeOffset.FromUnixTimeMilliseconds(expiresAtMs), time.GetTimestamp())).ExpiresAt;
    }

    private static string Id(HttpContext context) => (string?)context.GetRouteValue("id") ?? "";

    private static IResult RefuseCaller(HttpContext context) => Refuse(context, "media_unknown", "There is no such recording or segment, or it is not the caller's to see.");

    private static IResult RefuseLink(HttpContext context) => Refuse(context, "link_unknown", "This link has expired, or there never was one like it.");

    private static IResult Refuse(HttpContext context, string code, string detail)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Problems.Missing(code, detail);
    }
}
