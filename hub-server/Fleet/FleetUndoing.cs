using System.Data.Common;
using Dapper;

namespace Tongtang.HubServer.Fleet;

/// <summary>What an undone import left, and why.</summary>
/// <param name="Kind">region, school or room.</param>
/// <param name="Reason">changed, has_box, has_recordings, has_pairings, has_lessons, has_settings, has_schools, has_rooms, has_assets, has_accounts or has_tokens.</param>
internal sealed record LeftNode(string Kind, string Id, string Name, string Reason);

/// <param name="Left">The first 200.</param>
internal sealed record FleetUndo(int Removed, int TotalLeft, IReadOnlyList<LeftNode> Left);

/// <summary>Takes an import's nodes away from below, as far as they are what they were made as and hold nothing.</summary>
internal static class FleetUndoing
{
    private const int MostLeft = 200;
    private const int Piece = 500;

    private const string SelectRooms = """
        SELECT node.node_id AS Id, node.made AS Made, room.name AS Name, room.school_id AS ParentId, '' AS Kind, '' AS Tier,
            CASE
                WHEN EXISTS (SELECT 1 FROM agent WHERE agent.room_id = room.id) THEN 'has_box'
                WHEN EXISTS (SELECT 1 FROM recording WHERE recording.room_id = room.id) THEN 'has_recordings'
                WHEN EXISTS (SELECT 1 FROM pairing_room WHERE pairing_room.room_id = room.id) THEN 'has_pairings'
                WHEN EXISTS (SELECT 1 FROM asset WHERE asset.room_id = room.id) THEN 'has_assets'
                WHEN EXISTS (SELECT 1 FROM timetable_lesson WHERE timetable_lesson.room_id = room.id) THEN 'has_lessons'
                WHEN EXISTS (SELECT 1 FROM timetable_room WHERE timetable_room.room_id = room.id) THEN 'has_settings'
                ELSE '' END AS Holds
        FROM fleet_import_node node JOIN room ON room.id = node.node_id WHERE node.import_id = @id AND node.kind = 'room'
        """;

    private const string SelectSchools = """
        SELECT node.node_id AS Id, node.made AS Made, school.name AS Name, school.region_id AS ParentId, school.kind AS Kind, school.tier AS Tier,
            CASE
                WHEN EXISTS (SELECT 1 FROM room WHERE room.school_id = school.id) THEN 'has_rooms'
                WHEN EXISTS (SELECT 1 FROM asset WHERE asset.school_id = school.id) THEN 'has_assets'
                WHEN EXISTS (SELECT 1 FROM account_role WHERE account_role.place_id = school.id) THEN 'has_accounts'
                WHEN EXISTS (SELECT 1 FROM api_token WHERE api_token.scope_id = school.id) THEN 'has_tokens'
                WHEN school.live_kbps IS NOT NULL OR school.live_chat <> 0
                  OR EXISTS (SELECT 1 FROM timetable_bells WHERE timetable_bells.school_id = school.id)
                  OR EXISTS (SELECT 1 FROM timetable_term WHERE timetable_term.place_id = school.id)
                  OR EXISTS (SELECT 1 FROM timetable_school WHERE timetable_school.school_id = school.id) THEN 'has_settings'
                ELSE '' END AS Holds
        FROM fleet_import_node node JOIN school ON school.id = node.node_id WHERE node.import_id = @id AND node.kind = 'school'
        """;

    private const string SelectRegions = """
        SELECT node.node_id AS Id, node.made AS Made, region.name AS Name, '' AS ParentId, '' AS Kind, '' AS Tier,
            CASE
                WHEN EXISTS (SELECT 1 FROM school WHERE school.region_id = region.id) THEN 'has_schools'
                WHEN EXISTS (SELECT 1 FROM asset WHERE asset.region_id = region.id) THEN 'has_assets'
                WHEN EXISTS (SELECT 1 FROM account_role WHERE account_role.place_id = region.id) THEN 'has_accounts'
                WHEN EXISTS (SELECT 1 FROM api_token WHERE api_token.scope_id = region.id) THEN 'has_tokens'
                WHEN EXISTS (SELECT 1 FROM timetable_term WHERE timetable_term.place_id = region.id) THEN 'has_settings'
                ELSE '' END AS Holds
        FROM fleet_import_node node JOIN region ON region.id = node.node_id WHERE node.import_id = @id AND node.kind = 'region'
        """;

    private static readonly ILookup<string, string> s_noTags = Array.Empty<string>().ToLookup(one => one, StringComparer.Ordinal);

    public static async Task<FleetUndo> RunAsync(DbConnection connection, string importId)
    {
        var left = new List<LeftNode>();
        var removed = await RemoveAsync(connection, "room", SelectRooms, importId, Tags.OfRoomsAsync, (row, tags) => MadeAs.Room(row.ParentId, row.Name, tags), left);
        removed += await RemoveAsync(connection, "school", SelectSchools, importId, Tags.OfSchoolsAsync, (row, tags) => MadeAs.School(row.ParentId, row.Name, row.Kind, row.Tier, tags), left);
        removed += await RemoveAsync(connection, "region", SelectRegions, importId, (_, _) => Task.FromResult(s_noTags), (row, _) => MadeAs.Region(row.Name), left);
        return new FleetUndo(removed, left.Count, [.. left.Take(MostLeft)]);
    }

    private static async Task<int> RemoveAsync(
        DbConnection connection, string kind, string select, string importId, Func<DbConnection, IEnumerable<string>, Task<ILookup<string, string>>> tagsOf, Func<Row, IEnumerable<string>, string> isNow, List<LeftNode> left)
    {
        var removed = 0;
        foreach (var piece in (await connection.QueryAsync<Row>(select, new { id = importId })).Chunk(Piece))
        {
            var tags = await tagsOf(connection, piece.Select(row => row.Id));
            var reasons = piece.Select(row => (Row: row, Reason: isNow(row, tags[row.Id]) == row.Made ? row.Holds : "changed")).ToList();
            left.AddRange(reasons.Where(one => one.Reason.Length > 0).Select(one => new LeftNode(kind, one.Row.Id, one.Row.Name, one.Reason)));
            var ids = reasons.Where(one => one.Reason.Length == 0).Select(one => one.Row.Id).ToList();
            if (ids.Count > 0) removed += await connection.ExecuteAsync($"DELETE FROM {kind} WHERE id IN @ids", new { ids });
        }
        return removed;
    }

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string Made { get; init; }

        public required string Name { get; init; }

        public required string ParentId { get; init; }

        public required string Kind { get; init; }

        public required string Tier { get; init; }

        /// <summary>What of its own it holds; empty: nothing.</summary>
        public required string Holds { get; init; }
    }
}
