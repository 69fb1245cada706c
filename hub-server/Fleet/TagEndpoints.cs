using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Fleet;

/// <summary>The words that schools and rooms are tagged with, to choose from.</summary>
internal static class TagEndpoints
{
    private const int Most = 200;

    public static void MapTags(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/tags", ListAsync).WithTags("fleet").Needs(Right.SeeRooms).WithName("listTags")
            .WithSummary($"The tags of the schools and rooms that the caller may see, the first {Most} of them");

    private static async Task<Ok<IReadOnlyList<string>>> ListAsync(Caller caller, HubDatabase database, CancellationToken cancellationToken)
    {
        var visible = caller.Scope.Filter("school.region_id", "school.id");
        var sql = $"""
            SELECT tag_key AS tag_key, MIN(tag) AS tag FROM (
                SELECT tag_key, tag FROM school_tag JOIN school ON school.id = school_tag.school_id WHERE {visible}
                UNION ALL
                SELECT tag_key, tag FROM room_tag JOIN room ON room.id = room_tag.room_id JOIN school ON school.id = room.school_id WHERE {visible}
            ) AS tags GROUP BY tag_key ORDER BY tag_key LIMIT {Most}
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string Key, string Tag)>(sql, new { scopeId = caller.Scope.Id });
        return TypedResults.Ok<IReadOnlyList<string>>([.. rows.Select(row => row.Tag)]);
    }
}
