using System.Collections.Concurrent;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Playback;

/// <summary>
/// Who may play a recording: callers whose scope covers its room, and holders of a link to it. A player asks for a
/// thousand segments: where a recording belongs, and that a link is good, is remembered for some seconds.
/// </summary>
internal sealed class PlaybackAccess(HubDatabase database, TimeProvider time)
{
    private const string SelectPath =
        "SELECT school.region_id AS RegionId, school.id AS SchoolId FROM recording JOIN room ON room.id = recording.room_id JOIN school ON school.id = room.school_id WHERE recording.id = @id";

    private const string SelectLink = "SELECT COUNT(*) FROM media_link WHERE secret_hash = @hash AND recording_id = @id AND expires_at_ms > @nowMs";

    /// <summary>Remembered answers; when full, all are forgotten and read again.</summary>
    private const int Capacity = 4096;

    private static readonly TimeSpan s_kept = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, (ScopePath Path, long At)> _paths = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Hash, string Recording), long> _links = new();

    /// <summary>For the addresses of people and programs.</summary>
    public async ValueTask<object?> ByCallerAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var caller = context.Features.Get<Caller>();
        var id = (string?)context.GetRouteValue("id") ?? "";
        return caller is not null && await PathAsync(id, context.RequestAborted) is { } path && caller.Scope.Covers(path) ? await next(invocation) : Unknown();
    }

    /// <summary>For addresses that carry a link's token.</summary>
    public async ValueTask<object?> ByLinkAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var (token, id) = ((string?)context.GetRouteValue("token"), (string?)context.GetRouteValue("id") ?? "");
        return await IsGoodAsync(token, id, context.RequestAborted)
            ? await next(invocation)
            : Problems.Create(StatusCodes.Status404NotFound, "link_unknown", "This link has expired, or there never was one like it.");
    }

    private async Task<ScopePath?> PathAsync(string id, CancellationToken cancellationToken)
    {
        if (!MediaNames.IsRecording(id)) return null;
        if (_paths.TryGetValue(id, out var known) && time.GetElapsedTime(known.At) < s_kept) return known.Path;
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<PathRow>(SelectPath, new { id });
        if (row is null) return null;
        if (_paths.Count >= Capacity) _paths.Clear();
        return (_paths[id] = (new ScopePath(row.RegionId, row.SchoolId), time.GetTimestamp())).Path;
    }

    private async Task<bool> IsGoodAsync(string? token, string id, CancellationToken cancellationToken)
    {
        if (!MediaNames.IsRecording(id) || Secret.Hash(token) is not { } hash) return false;
        var key = (Convert.ToHexString(hash), id);
        if (_links.TryGetValue(key, out var at) && time.GetElapsedTime(at) < s_kept) return true;
        await using var connection = await database.OpenAsync(cancellationToken);
        if (await connection.ExecuteScalarAsync<long>(SelectLink, new { hash, id, nowMs = time.GetUtcNow().ToUnixTimeMilliseconds() }) == 0) return false;
        if (_links.Count >= Capacity) _links.Clear();
        _links[key] = time.GetTimestamp();
        return true;
    }

    private static IResult Unknown() => Problems.Missing("media_unknown", "There is no such recording or segment, or it is not the caller's to see.");

    private sealed record PathRow
    {
        public string RegionId { get; init; } = "";

        public string SchoolId { get; init; } = "";
    }
}
