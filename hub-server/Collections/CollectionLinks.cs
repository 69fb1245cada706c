using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Collections;

/// <summary>Links that show a collection's public recordings without a session. The database keeps only their hashes.</summary>
internal sealed class CollectionLinks(HubDatabase database, RecordingLists recordings, TimeProvider time)
{
    private const int LongestHours = 720;

    /// <summary>
    /// Only of the collection's own place: who may share there does not speak for other schools, whose lessons may stand in it
    /// for those who are signed in.
    /// </summary>
    public const string OfItsPlace = """
        JOIN collection ON collection.id = collection_item.collection_id
        JOIN recording ON recording.id = collection_item.recording_id JOIN room ON room.id = recording.room_id
        JOIN school ON school.id = room.school_id AND collection.place_id IN ('', school.id, school.region_id)
        """;

    private const string PublicItems = $"""
        FROM collection_item {OfItsPlace}
        WHERE collection_item.collection_id = @id AND recording.visibility = 'public' AND recording.deleted_at_ms IS NULL
        """;

    private const string RemoveExpired = "DELETE FROM collection_link WHERE expires_at_ms <= @nowMs";

    private const string Insert = "INSERT INTO collection_link (secret_hash, collection_id, made_by, expires_at_ms) VALUES (@hash, @id, @madeBy, @expiresAtMs)";

    private const string SelectLinked = """
        SELECT collection.name, collection.description FROM collection_link JOIN collection ON collection.id = collection_link.collection_id
        WHERE collection_link.secret_hash = @hash AND collection_link.collection_id = @id AND collection_link.expires_at_ms > @nowMs
        """;

    public async Task<bool> HasPublicAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) {PublicItems}", new { id }) > 0;
    }

    public async Task<CreatedCollectionLink> AddAsync(string id, string madeBy, TimeSpan life, CancellationToken cancellationToken)
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
        return new CreatedCollectionLink($"/media/t/{secret}/collections/{id}", now + life);
    }

    /// <returns>Null: the link is over, or there never was one.</returns>
    public async Task<SharedCollection?> FindAsync(string token, string id, CancellationToken cancellationToken)
    {
        if (Secret.Hash(token) is not { } hash) return null;
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        if (await connection.QuerySingleOrDefaultAsync<Linked>(SelectLinked, new { hash, id, nowMs = time.GetUtcNow().ToUnixTimeMilliseconds() }) is not { } linked) return null;
        var ids = (await connection.QueryAsync<string>($"SELECT recording.id {PublicItems} ORDER BY collection_item.position LIMIT {CollectionRules.MostRecordings}", new { id })).AsList();
        var items = await recordings.ReadAsync(connection, ids);
        return new SharedCollection(linked.Name, linked.Description, [.. ids.Select(one => SharedRecording.Of(items[one]))]);
    }

    public static async Task<Results<Created<CreatedCollectionLink>, ProblemHttpResult>> CreateAsync(
        string id, CreateCollectionLink body, Caller caller, Sights sights, TreePlaces places, CollectionLists collections, CollectionLinks links, CancellationToken cancellationToken)
    {
        if (body.Hours is < 1 or > LongestHours) return Problems.Invalid("hours_invalid", $"hours is {body.Hours}; allowed: 1 to {LongestHours}.");
        if (await collections.FindAsync(await sights.ReaderAsync(caller, cancellationToken), id, cancellationToken) is not { } found) return CollectionRules.Unknown();
        if (!found.MayChange || await places.FindAsync(found.Place, cancellationToken) is not { } place || !place.IsIn(caller.Scope)) return CollectionRules.OfOthers();
        if (!await links.HasPublicAsync(id, cancellationToken)) return Problems.Conflict("collection_not_public", "A link shows public recordings only, and none of this collection is.");
        var link = await links.AddAsync(id, caller.Name, TimeSpan.FromHours(body.Hours), cancellationToken);
        return TypedResults.Created(link.Url, link);
    }

    public static async Task<Results<Ok<SharedCollection>, ProblemHttpResult>> GetAsync(HttpContext context, string token, string id, CollectionLinks links, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return await links.FindAsync(token, id, cancellationToken) is { } found ? TypedResults.Ok(found) : Problems.Missing("link_unknown", "This link has expired, or there never was one like it.");
    }

    private sealed record Linked
    {
        public required string Name { get; init; }

        public required string Description { get; init; }
    }
}

internal static class CollectionLinkEndpoints
{
    public static void MapCollectionLinks(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/v1/collections/{id}/links", CollectionLinks.CreateAsync).WithTags("collections").WithName("createCollectionLink").Needs(Right.ShareLessons)
            .WithSummary("A link that plays its public recordings without signing in, until it expires").ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        app.MapGet("/media/t/{token}/collections/{id}", CollectionLinks.GetAsync).AllowAnonymous().WithTags("collections").WithName("getSharedCollection")
            .WithSummary("What a collection's link shows: its public recordings").ProducesProblem(404);
    }
}
