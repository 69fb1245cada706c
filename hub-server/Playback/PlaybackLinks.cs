using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Recordings;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Playback;

/// <summary>Body of <c>POST /api/v1/recordings/{id}/links</c>.</summary>
/// <param name="Hours">1 to 720.</param>
internal sealed record CreateLink(int Hours);

/// <summary>The one time a link is shown.</summary>
/// <param name="Url">Path of the first view's playlist, for any HLS player.</param>
internal sealed record CreatedLink(string Url, DateTimeOffset ExpiresAt);

/// <summary>Links that play one recording without a session. The database keeps only their hashes.</summary>
internal sealed class PlaybackLinks(HubDatabase database, TimeProvider time)
{
    private const int LongestHours = 720;

    private const string RemoveExpired = "DELETE FROM media_link WHERE expires_at_ms <= @nowMs";

    private const string Insert = "INSERT INTO media_link (secret_hash, recording_id, made_by, expires_at_ms) VALUES (@hash, @id, @madeBy, @expiresAtMs)";

    public static async Task<Results<Created<CreatedLink>, ProblemHttpResult>> CreateAsync(
        string id, CreateLink body, Caller caller, RecordingLists recordings, PlaybackLinks links, CancellationToken cancellationToken)
    {
        if (body.Hours is < 1 or > LongestHours) return Problems.Invalid("hours_invalid", $"hours is {body.Hours}; allowed: 1 to {LongestHours}.");
        if (await recordings.FindAsync(Sight.Managing(caller.Scope), id, cancellationToken) is not { } recording)
            return Problems.Missing("recording_unknown", "There is no such recording, or it is not the caller's to see.");
        if (recording.Visibility != Visibility.Public) return Problems.Conflict("recording_not_public", "A link is for everybody: the recording must be public first.");
        var link = await links.AddAsync(id, caller.Name, TimeSpan.FromHours(body.Hours), cancellationToken);
        return TypedResults.Created(link.Url, link);
    }

    private async Task<CreatedLink> AddAsync(string id, string madeBy, TimeSpan life, CancellationToken cancellationToken)
    {
        var secret = Secret.New();
        var now = time.GetUtcNow();
        await database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(RemoveExpired, new { nowMs = now.ToUnixTimeMilliseconds() });
                await connection.ExecuteAsync(Insert, new { hash = Secret.Hash(secret), id, madeBy, expiresAtMs = (now + life).ToUnixTimeMilliseconds() });
            },
            cancellationToken);
        return new CreatedLink($"/media/t/{secret}/{id}/index.m3u8", now + life);
    }
}
