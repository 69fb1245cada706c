using System.Data.Common;
using Dapper;

namespace Tongtang.HubServer.Audit;

/// <summary>
/// Adds rows to the end of the chain, in the transaction of what they tell of. There is one writer at a time (on PostgreSQL
/// by a lock that all hub processes take), so that no two rows follow the same one.
/// </summary>
internal sealed class AuditChain(TimeProvider time)
{
    public const string Head = "head";

    public const string Anchor = "anchor";

    public const string SelectMark = "SELECT seq, hash FROM audit_mark WHERE name = @name";

    public const string SaveMark = "UPDATE audit_mark SET seq = @seq, hash = @hash WHERE name = @name";

    public const string Columns = """
        seq, at_ms, actor_kind, actor_id, actor, address, action, operation, thing_kind, thing_id, thing, region_id, school_id, room_id, outcome, code, changes, previous, hash
        """;

    private const string Insert = $"""
        INSERT INTO audit_row ({Columns})
        VALUES (@Seq, @AtMs, @ActorKind, @ActorId, @Actor, @Address, @Action, @Operation, @ThingKind, @ThingId, @Thing, @RegionId, @SchoolId, @RoomId, @Outcome, @Code, @Changes, @Previous, @Hash)
        """;

    public async Task AppendAsync(DbConnection connection, AuditRow row)
    {
        var head = await MarkAsync(connection, Head);
        var placed = row.After(head.Seq, head.Hash, time.GetUtcNow());
        await connection.ExecuteAsync(Insert, placed);
        await connection.ExecuteAsync(SaveMark, new { name = Head, seq = placed.Seq, hash = placed.Hash });
    }

    public static Task<AuditMark> MarkAsync(DbConnection connection, string name) => connection.QuerySingleAsync<AuditMark>(SelectMark, new { name });
}

/// <summary>A place in the chain.</summary>
internal sealed record AuditMark
{
    public long Seq { get; init; }

    public required string Hash { get; init; }
}
